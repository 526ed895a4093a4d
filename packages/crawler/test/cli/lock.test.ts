import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mainFile } from '../command.ts'
import { folder } from '../folder.ts'
import { altwright } from '../in-process.ts'

const hashOf = (text: string) => `sha256-${createHash('sha256').update(text).digest('hex')}`
const bell = hashOf('bell')
const entries = {
  [bell]: { state: 'generated', caption: 'bell icon', confidence: 0.99, source: 'bell.svg' },
  [hashOf('cake')]: { state: 'abstained', reason: 'unknown', source: 'cake.svg' },
  [hashOf('coast')]: { state: 'edited', alt: 'Low tide', source: 'coast.jpg' },
}
const site = (images: object = entries) =>
  folder({
    'altwright.lock.json': JSON.stringify({ version: 2, images }),
    'img/bell.svg': 'bell',
    'img/new.svg': 'new',
  })
const imagesOf = (cwd: string) => JSON.parse(readFileSync(join(cwd, 'altwright.lock.json'), 'utf8')).images

const lock = (cwd: string, ...args: readonly string[]) => altwright(['lock', ...args], { cwd })

describe('help', () => {
  const commands = [
    'check',
    'list',
    'approve',
    'edit',
    'decorative',
    'reject',
    'forget',
    'prune',
    'export',
    'import',
    'merge',
  ]
  test.each(['', ...commands])('altwright lock %s', async (name) => {
    const { code, stdout } = await lock(folder(), ...(name === '' ? [] : [name]), '--help')
    expect(code).toBe(0)
    expect(stdout).toContain('Examples:')
    await expect(stdout).toMatchFileSnapshot(`help/altwright-lock${name === '' ? '' : `-${name}`}.snap`)
  })
})

test('alone it says what is in the lockfile', async () => {
  const { code, stdout } = await lock(site())
  expect(code).toBe(0)
  expect(stdout).toBe(
    [
      'altwright.lock.json: 3 pictures',
      '  1  generated   a machine’s words, not reviewed',
      '  1  abstained   the engine did not know',
      '  1  edited      a person wrote them',
      '',
      '2 pictures to review: altwright lock list',
      '',
    ].join('\n'),
  )
})

test('what cannot be done is one clear line, and changes nothing', async () => {
  const cwd = site({ ...entries, [hashOf('twin')]: { state: 'abstained', source: 'bell.svg' } })
  const before = readFileSync(join(cwd, 'altwright.lock.json'), 'utf8')
  const fail = async (...args: readonly string[]) => {
    const { code, stderr } = await lock(cwd, ...args)
    expect(code).toBe(2)
    return stderr
  }
  expect(await fail('aprove')).toMatch(/unknown command 'aprove'/)
  expect(await fail('approve')).toMatch(/Name pictures to approve, or say --all/)
  expect(await fail('approve', 'none.svg')).toMatch(
    /^altwright: none\.svg: the lockfile knows no such picture/,
  )
  expect(await fail('approve', 'cake.svg')).toMatch(/there are no words of the engine to approve/)
  expect(await fail('approve', 'img/bell.svg', 'none.svg')).toMatch(/none\.svg/)
  expect(await fail('edit', 'img/bell.svg', ' ')).toMatch(/mark the picture as decorative/)
  expect(await fail('edit', 'bell.svg', 'x')).toMatch(
    /bell\.svg means 2 pictures; name one by its hash:\n {2}[\da-f]{12} {2}/,
  )
  expect(await fail('forget', 'coast.jpg')).toMatch(/a person decided about it/)
  expect(await fail('prune')).toMatch(/Say what is used/)
  expect(await fail('import', 'none.csv')).toMatch(/none\.csv: cannot be read/)
  expect(await fail('check', '--lockfile', 'none.json')).toMatch(/none\.json: there is no lockfile/)
  expect(readFileSync(join(cwd, 'altwright.lock.json'), 'utf8')).toBe(before)
})

describe('a review', () => {
  test('by hash, by file and by name; the engine’s words stay beside a person’s', async () => {
    const cwd = site()
    await lock(cwd, 'approve', bell.slice(7, 15))
    await lock(cwd, 'edit', 'cake.svg', '=Birthday cake')
    const { stdout } = await lock(cwd, 'decorative', 'img/new.svg')
    expect(stdout).toMatch(/^[\da-f]{12} {2}decorative {2}new\.svg\n$/)
    await lock(cwd, 'edit', 'img/bell.svg', 'Ring', '--use', '* › link to /ring')
    expect(imagesOf(cwd)).toMatchObject({
      [bell]: {
        state: 'approved',
        caption: 'bell icon',
        uses: { '* › link to /ring': { state: 'edited', alt: 'Ring' } },
      },
      [hashOf('cake')]: { state: 'edited', alt: '=Birthday cake' },
      [hashOf('new')]: { state: 'decorative', source: 'new.svg' },
    })
  })

  test('approval keeps what a person wrote beside the engine’s words', async () => {
    const cwd = site()
    await lock(cwd, 'edit', 'bell.svg', 'Alarms')
    const { code, stdout } = await lock(cwd, 'approve', 'bell.svg')
    expect([code, stdout]).toEqual([0, expect.stringContaining('edited      bell.svg  “Alarms”')])
    expect(imagesOf(cwd)[bell]).toMatchObject({ state: 'edited', alt: 'Alarms', caption: 'bell icon' })
  })

  test('check fails until all are reviewed', async () => {
    const cwd = site()
    expect((await lock(cwd, 'check')).code).toBe(0)
    const first = await lock(cwd, 'check', '--approved')
    expect([first.code, first.stdout.match(/^unreviewed/gm)?.length]).toEqual([1, 2])
    await lock(cwd, 'approve', '--all')
    await lock(cwd, 'reject', 'cake.svg')
    expect((await lock(cwd, 'check', '--approved')).code).toBe(0)
  })

  test('check finds what is stale and what is missing', async () => {
    const cwd = site()
    writeFileSync(join(cwd, 'a.html'), '<img src="img/new.svg">')
    await altwright(['fix', 'a.html', '--dry-run', '--locked', '--reporter', 'json=alt.json'], { cwd })
    const { code, stdout } = await lock(cwd, 'check', 'img', '--report', 'alt.json')
    expect(code).toBe(1)
    expect(stdout.match(/^\w+/gm)).toEqual(['stale', 'stale', 'missing', 'altwright'])
  })

  test('prune drops what no person touched, and forget makes the next run ask', async () => {
    const cwd = site()
    const dry = await lock(cwd, 'prune', 'img', '--dry-run')
    expect(dry.stdout).toContain(
      'would drop 1 of 3 pictures; 1 unused picture that a person decided about stay',
    )
    expect(Object.keys(imagesOf(cwd))).toHaveLength(3)
    await lock(cwd, 'prune', 'img')
    expect(Object.keys(imagesOf(cwd)).sort()).toEqual([bell, hashOf('coast')].sort())
    await lock(cwd, 'forget', '--unreviewed')
    expect(Object.keys(imagesOf(cwd))).toEqual([hashOf('coast')])
    await lock(cwd, 'prune', 'img', '--reviewed')
    expect(imagesOf(cwd)).toEqual({})
  })
})

test('a CSV goes out, is edited, and comes back; one bad row and nothing is taken', async () => {
  const cwd = site()
  await lock(cwd, 'export', 'alt.csv')
  const csv = readFileSync(join(cwd, 'alt.csv'), 'utf8')
  expect((await lock(cwd, 'export')).stdout).toBe(csv)
  const before = readFileSync(join(cwd, 'altwright.lock.json'), 'utf8')
  expect((await lock(cwd, 'import', 'alt.csv')).stdout).toBe(
    'altwright.lock.json: 0 decisions taken from alt.csv.\n',
  )
  const changed = csv.replace('generated,,', 'generated,"Bell, brass",')
  writeFileSync(join(cwd, 'bad.csv'), `${changed}${hashOf('gone')},,,edited,x,,,,\r\n`)
  const bad = await lock(cwd, 'import', 'bad.csv')
  expect([bad.code, bad.stdout]).toEqual([
    1,
    expect.stringMatching(/^bad\.csv:5: the lockfile has no picture/),
  ])
  writeFileSync(join(cwd, 'latin1.csv'), Buffer.from('picture,state,alt\nx,edited,caf\xe9', 'latin1'))
  expect((await lock(cwd, 'import', 'latin1.csv')).stderr).toMatch(/is not in UTF-8/)
  expect(readFileSync(join(cwd, 'altwright.lock.json'), 'utf8')).toBe(before)
  writeFileSync(join(cwd, 'good.csv'), changed)
  expect((await lock(cwd, 'import', 'good.csv', '--dry-run')).stdout).toMatch(/1 decision would be taken/)
  expect((await lock(cwd, 'import', 'good.csv')).code).toBe(0)
  expect(imagesOf(cwd)[bell]).toMatchObject({ state: 'edited', alt: 'Bell, brass', caption: 'bell icon' })
})

test('a report says the key of a use, a decision under it is written, and the page says it', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
  const cwd = folder({ 'a.html': '<a href="/cart"><img src=cart.svg></a>', 'cart.svg': svg })
  const run = (...args: readonly string[]) => altwright(args, { cwd })
  expect((await run('audit', '.', '--reporter', 'json=alt.json')).code).toBe(1)
  const { use } = JSON.parse(readFileSync(join(cwd, 'alt.json'), 'utf8')).findings[0]
  expect(use).toBe('a.html › link to /cart')
  await lock(cwd, 'edit', 'cart.svg', 'Shopping cart', '--use', use)
  expect((await run('fix', '.', '--locked')).code).toBe(0)
  expect(readFileSync(join(cwd, 'a.html'), 'utf8')).toBe(
    '<a href="/cart"><img alt="Shopping cart" src=cart.svg></a>',
  )
})

describe('git', () => {
  /** Two branches that change the lockfile each in its way, merged by git. */
  function merge(base: object, ours: object, theirs: object, driver: boolean) {
    const cwd = site(base)
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
        cwd,
        stdio: 'pipe',
        encoding: 'utf8',
      })
    const commit = (images: object) => {
      writeFileSync(join(cwd, 'altwright.lock.json'), `${JSON.stringify({ version: 2, images }, null, 2)}\n`)
      git('add', '-A')
      git('commit', '-qm', 'x')
    }
    git('init', '-q', '-b', 'main')
    if (driver) {
      writeFileSync(join(cwd, '.gitattributes'), 'altwright.lock.json merge=altwright\n')
      git('config', 'merge.altwright.driver', `"${process.execPath}" "${mainFile}" lock merge %O %A %B %P`)
    }
    commit(base)
    git('checkout', '-qb', 'theirs')
    commit(theirs)
    git('checkout', '-q', 'main')
    commit(ours)
    let clean = true
    try {
      git('merge', '-q', 'theirs')
    } catch {
      clean = false
    }
    return { cwd, clean }
  }
  const picture = (digit: string, fields: object = {}) => ({
    [`sha256-${digit.repeat(64)}`]: { state: 'generated', caption: digit, source: `${digit}.svg`, ...fields },
  })
  // Both sides add at the end, and right beside each other.
  const base = picture('1')
  const ours = { ...base, ...picture('2'), ...picture('4') }
  const theirs = { ...base, ...picture('3'), ...picture('5') }
  const all = { ...ours, ...theirs }

  test('the merge driver joins branches that add pictures side by side', () => {
    const { cwd, clean } = merge(base, ours, theirs, true)
    expect(clean).toBe(true)
    expect(imagesOf(cwd)).toEqual(all)
  })

  test('without the driver it conflicts; every command says the way out, which is one command', async () => {
    const { cwd, clean } = merge(base, ours, theirs, false)
    expect(clean).toBe(false)
    const check = await lock(cwd, 'check')
    expect([check.code, check.stderr]).toEqual([
      2,
      expect.stringMatching(/holds merge conflict markers; `altwright lock merge` settles them/),
    ])
    expect(await lock(cwd, 'merge')).toMatchObject({ code: 0, stdout: 'Merged 5 pictures.\n' })
    expect(imagesOf(cwd)).toEqual(all)
  })

  test('branches that add pictures far apart need neither', () => {
    const many = Object.assign({}, ...['1', '3', '5', '7', '9', 'b'].map((digit) => picture(digit)))
    const sorted = (images: object) => Object.fromEntries(Object.entries(images).sort())
    const { cwd, clean } = merge(
      many,
      sorted({ ...many, ...picture('2') }),
      sorted({ ...many, ...picture('8') }),
      false,
    )
    expect(clean).toBe(true)
    expect(Object.keys(imagesOf(cwd))).toHaveLength(8)
  })

  test('two people who disagree are a conflict that git shows, and one side can be taken', async () => {
    const say = (alt: string) => ({ ...picture('1', { state: 'edited', alt }) })
    const { cwd, clean } = merge(
      base,
      { ...say('One'), ...picture('2') },
      { ...say('Two'), ...picture('3') },
      true,
    )
    expect(clean).toBe(false)
    const text = readFileSync(join(cwd, 'altwright.lock.json'), 'utf8')
    expect(text).toMatch(/<<<<<<< ours\n +"alt": "One",\n=======\n +"alt": "Two",\n>>>>>>> theirs/)
    const again = await lock(cwd, 'merge')
    expect([again.code, again.stderr]).toEqual([
      1,
      expect.stringContaining('Two people decided differently about 1 picture'),
    ])
    await lock(cwd, 'merge', '--theirs')
    expect(Object.values<{ alt?: string }>(imagesOf(cwd)).map(({ alt }) => alt)).toEqual([
      'Two',
      undefined,
      undefined,
    ])
  })

  test('each picture that two people disagree about is marked by itself', async () => {
    const edited = (alt: string) => ({ state: 'edited', alt })
    const three = { ...picture('1'), ...picture('2'), ...picture('3') }
    const say = (alt: string) => ({ ...three, ...picture('1', edited(alt)), ...picture('3', edited(alt)) })
    const { cwd } = merge(three, say('One'), say('Two'), true)
    const text = readFileSync(join(cwd, 'altwright.lock.json'), 'utf8')
    expect(
      text.match(/<<<<<<< ours\n +"alt": "One",\n=======\n +"alt": "Two",\n>>>>>>> theirs/g),
    ).toHaveLength(2)
    expect((await lock(cwd, 'merge')).stderr).toContain('differently about 2 pictures')
    expect((await lock(cwd, 'merge', '--ours')).code).toBe(0)
    expect(Object.values<{ alt?: string }>(imagesOf(cwd)).map(({ alt }) => alt)).toEqual([
      'One',
      undefined,
      'One',
    ])
  })
})
