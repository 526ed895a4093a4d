import writeFileAtomic from 'write-file-atomic'

// In a module of its own, so that a run which writes nothing does not load it. What is not an ES module is imported
// statically: a loader that compiles modules as it goes, as that of Docusaurus's configuration does, gives `import()` of such
// a one another shape.
export { writeFileAtomic }
