/**
 * The page's only script: filters, their counts, and long lists a piece at a time. It reads the page and writes
 * text and attributes, never markup.
 */
export const script = String.raw`(() => {
  'use strict'
  const step = 40
  const byId = (id) => document.getElementById(id)
  const form = byId('filter')
  if (form === null) return
  const text = byId('text')
  const rule = byId('rule')
  const fresh = byId('fresh')
  const clear = byId('clear')
  const expand = byId('expand')
  const shown = byId('shown')
  const buckets = [...form.querySelectorAll('[name=bucket]')]
  const others = [...document.querySelectorAll('.other')]
  const format = (n) => n.toLocaleString('en')

  const sections = [...document.querySelectorAll('[data-bucket]')].map((element) => ({
    element,
    bucket: element.dataset.bucket,
    count: element.querySelector('h2 .n'),
    fold: element.querySelector('.fold'),
    unfolded: false,
    groups: [...element.querySelectorAll('.group')].map((group) => ({
      element: group,
      rule: group.dataset.rule,
      count: group.querySelector('h3 .n'),
      head: group.querySelector('.head').textContent.toLowerCase(),
      limit: step,
      more: moreButton(group),
      cards: [...group.querySelectorAll('.card')].map((card) => ({
        element: card,
        images: Number(card.dataset.images),
        words: undefined,
      })),
    })),
  }))
  const groups = sections.flatMap((section) => section.groups)
  const total = groups.reduce((sum, group) => sum + imagesOf(group.cards), 0)
  for (const group of groups) group.more.addEventListener('click', () => showMore(group))

  function moreButton(group) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'more'
    button.hidden = true
    group.append(button)
    return button
  }

  function imagesOf(cards) {
    return cards.reduce((sum, card) => sum + card.images, 0)
  }

  function matches(card, group, { words, fresh }) {
    if (fresh && card.element.dataset.known !== undefined) return false
    if (words.length === 0) return true
    card.words ??= card.element.textContent.toLowerCase() + ' ' + group.head
    return words.every((word) => card.words.includes(word))
  }

  function wanted() {
    return {
      words: text.value.toLowerCase().split(/\s+/).filter(Boolean),
      rule: rule.value,
      fresh: fresh !== null && fresh.checked,
      buckets: new Set(buckets.filter((box) => box.checked).map((box) => box.value)),
    }
  }

  function apply() {
    const want = wanted()
    const filtered = want.words.length > 0 || want.rule !== '' || want.fresh || want.buckets.size > 0
    let sum = 0
    for (const section of sections) {
      const open = want.buckets.size === 0 || want.buckets.has(section.bucket)
      let own = 0
      for (const group of section.groups) {
        const fits = open && (want.rule === '' || want.rule === group.rule)
        group.found = fits ? group.cards.filter((card) => matches(card, group, want)) : []
        group.limit = step
        draw(group)
        const images = imagesOf(group.found)
        tell(group.count, images)
        own += images
      }
      tell(section.count, own)
      section.element.hidden = own === 0
      unfold(section, filtered && own > 0)
      sum += own
    }
    for (const other of others) other.hidden = filtered
    clear.hidden = !filtered
    expanded(false)
    announce(sum, filtered)
  }

  function draw(group) {
    const seen = new Set(group.found.slice(0, group.limit))
    const found = new Set(group.found)
    for (const card of group.cards) {
      card.element.hidden = !found.has(card)
      card.element.classList.toggle('over', found.has(card) && !seen.has(card))
    }
    group.element.hidden = group.found.length === 0
    const left = group.found.length - seen.size
    group.more.hidden = left === 0
    group.more.textContent = 'Show ' + format(Math.min(step, left)) + ' more of ' + format(left)
  }

  function showMore(group) {
    const next = group.found[group.limit]
    group.limit += step
    draw(group)
    if (next === undefined) return
    next.element.tabIndex = -1
    next.element.focus()
  }

  // A folded section opens for what was looked for, and closes again when nobody looks any more.
  function unfold(section, open) {
    if (section.fold === null || open === section.unfolded) return
    section.unfolded = open
    section.fold.open = open
  }

  function tell(element, images) {
    const all = Number(element.dataset.total)
    element.textContent = images === all ? format(all) : format(images) + ' of ' + format(all)
  }

  let timer
  function announce(sum, filtered) {
    const noun = total === 1 ? ' image' : ' images'
    const line = filtered
      ? sum === 0
        ? 'No image matches.'
        : 'Showing ' + format(sum) + ' of ' + format(total) + noun + '.'
      : 'Showing all ' + format(total) + noun + '.'
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (shown.textContent !== line) shown.textContent = line
    }, 250)
  }

  function expanded(open) {
    expand.setAttribute('aria-pressed', String(open))
  }

  function expandAll() {
    const open = expand.getAttribute('aria-pressed') !== 'true'
    for (const section of sections) if (section.fold !== null && !section.element.hidden) section.fold.open = open
    for (const group of groups)
      for (const card of group.found) card.element.querySelector('details').open = open
    expanded(open)
  }

  let typing
  text.addEventListener('input', () => {
    clearTimeout(typing)
    typing = setTimeout(apply, 120)
  })
  for (const box of buckets) box.addEventListener('change', apply)
  rule.addEventListener('change', apply)
  fresh?.addEventListener('change', apply)
  expand.addEventListener('click', expandAll)
  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('reset', () => {
    text.focus()
    setTimeout(apply)
  })
  form.hidden = false
  apply()
})()
`

/** SHA-256 of the script, for the page's policy; `html.test.ts` says the new one when the script changes. */
export const scriptHash = 'sha256-BfV6oMmE7m6qtOKMMVHBQFHq6VGpkXm9FiNzS7kIptk='
