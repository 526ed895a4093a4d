const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue
    target.src = target.dataset.src
    near.unobserve(target)
  }
})
for (const image of document.querySelectorAll('img[data-src]')) near.observe(image)
