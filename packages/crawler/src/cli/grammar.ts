import { Command, Option } from 'commander'
import { version } from '../version.ts'
import { captionFormats } from './caption-format.ts'
import type { AuditFlags } from './commands/audit.ts'
import type { CaptionFlags } from './commands/caption.ts'
import type { CrawlFlags } from './commands/crawl.ts'
import type { FixFlags } from './commands/fix.ts'
import { addLock } from './commands/lock/grammar.ts'
import type { LookFlags } from './commands/look.ts'
import type { ModelFlags, ModelListFlags } from './commands/model.ts'
import { addDiff, addReport } from './commands/report-grammar.ts'
import type { RevertFlags } from './commands/revert.ts'
import {
  addBaseFlags,
  addPageFlags,
  markdownOption,
  modelOption,
  shard,
  viewport,
  wholeNumber,
} from './flags.ts'
import { colorsFor } from './terminal/colors.ts'
import type { Terminal } from './terminal/terminal.ts'

/** Commands, flags and help. A command's code is loaded when it is called, so that help is quick. */
export function grammar(terminal: Terminal, done: (code: number) => void): Command {
  const program = new Command('altwright')
  describeProgram(program, terminal)
  addFix(program, terminal, done)
  addRevert(program, terminal, done)
  addAudit(program, terminal, done)
  addCrawl(program, terminal, done)
  addCaption(program, terminal, done)
  addAsk(program, terminal, done)
  addMatch(program, terminal, done)
  addReport(program, { terminal, done, examples })
  addDiff(program, { terminal, done, examples })
  addLock(program, { terminal, done, examples })
  addModel(program, terminal, done)
  return program
}

type Done = (code: number) => void

function describeProgram(program: Command, terminal: Terminal): void {
  const colors = colorsFor(terminal.stdout, terminal.env, true)
  program
    .description(
      'Gives images the text alternatives they lack: judges each image, captions it with a local model, and asks a person where no machine should decide.',
    )
    .usage('<command> [options]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this, or the help of a command')
    .helpCommand(false)
    .exitOverride()
    .configureHelp({
      helpWidth: Math.min(terminal.stdout.columns ?? 100, 100),
      styleTitle: (text) => colors.bold(text),
    })
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
      outputError: (text, write) => write(errorLine(text)),
      getOutHasColors: () => colors.isColorSupported,
      getErrHasColors: () => false,
    })
    .addHelpText(
      'after',
      [
        examples([
          'altwright crawl http://localhost:4173/',
          'altwright audit dist --max-warnings 0',
          'altwright fix dist --dry-run',
          'altwright caption icons/*.svg',
        ]),
        exitCodes,
        '`altwright <command> --help` says more.',
      ].join('\n\n'),
    )
}

const exitCodes = `Exit codes:
  0    nothing needs a person
  1    errors, documents that could not be read, or more warnings than allowed
  2    it could not run
  130  interrupted; what was captioned until then is saved`

function addFix(program: Command, terminal: Terminal, done: Done): void {
  const command = child(program, 'fix', '<path...>')
    .summary('write missing alts into HTML and Markdown files')
    .description(
      'Writes the alts that images of HTML, Markdown and MDX files lack, and nothing else: every other byte stays as it is, and what an author wrote is never replaced. Run it after the build.',
    )
    .argument('<path...>', 'folders, whose HTML, Markdown and MDX files are read, or single files')
    .option('--base <path>', 'where the site will be served, such as /docs/ (default: /)')
    .option('--dry-run', 'show each tag that would change; write neither pages nor the lockfile')
    .addOption(markdownOption())
  addBaseFlags(addPageFlags(command))
    .addHelpText(
      'after',
      examples([
        'altwright fix dist --dry-run',
        'altwright fix dist',
        'altwright fix dist --locked --reporter html=alt.html',
      ]),
    )
    .action(async (paths: string[], flags: FixFlags) => {
      const { fixCommand } = await import('./commands/fix.ts')
      done(await fixCommand(paths, flags, terminal))
    })
}

function addRevert(program: Command, terminal: Terminal, done: Done): void {
  const command = child(program, 'revert', '')
    .summary('undo what fix has written')
    .description(
      'Takes out what the last run of fix wrote. A file that nobody has touched since is as it was, byte for byte; in one that has changed, what was written is taken out and the rest stays; where that is not sure, the file is left alone.',
    )
    .option('--all', 'undo all runs that are recorded, the last one first')
    .option('--generated <path...>', 'without a record: take out the alts that are marked as generated')
    .option('--dry-run', 'say what would be taken out, and write nothing')
  addBaseFlags(command)
    .addHelpText(
      'after',
      examples(['altwright revert --dry-run', 'altwright revert', 'altwright revert --generated dist']),
    )
    .action(async (flags: RevertFlags) => {
      const { revertCommand } = await import('./commands/revert.ts')
      done(await revertCommand(flags, terminal))
    })
}

function addAudit(program: Command, terminal: Terminal, done: Done): void {
  const command = child(program, 'audit', '<path...>')
    .summary('check HTML and Markdown files, and change nothing')
    .description(
      'Judges the images of HTML, Markdown and MDX files without a browser. Pages and lockfile are read and never written. Texts are recalled from the lockfile; the model is opened only with --caption.',
    )
    .argument('<path...>', 'folders, whose HTML, Markdown and MDX files are read, or single files')
    .option('--base <path>', 'where the site will be served, such as /docs/ (default: /)')
    .option('--caption', 'let the model draft texts for new images')
    .addOption(markdownOption())
  addBaseFlags(addPageFlags(command))
    .addHelpText(
      'after',
      examples([
        'altwright audit dist',
        'altwright audit dist --max-warnings 0 --reporter json=alt.json',
        'altwright audit dist --caption',
      ]),
    )
    .action(async (paths: string[], flags: AuditFlags) => {
      const { auditCommand } = await import('./commands/audit.ts')
      done(await auditCommand(paths, flags, terminal))
    })
}

function addCrawl(program: Command, terminal: Terminal, done: Done): void {
  const command = child(program, 'crawl', '<url...>')
    .summary('look at a running site')
    .description(
      'Follows links and sitemaps within the origin of a site, and says what each image needs. A page is fetched, and opened in Chromium where its scripts may change what it shows. The site is not changed; new texts are kept in the lockfile for review.',
    )
    .argument('<url...>', 'where to start')
    .addOption(
      new Option(
        '--mode <mode>',
        'open pages in a browser: where they need one, always, or never (default: auto)',
      ).choices(['auto', 'browser', 'static']),
    )
    .option('--timeout <ms>', 'how long one page may take (default: 30000)', wholeNumber(1))
    .option('--no-resume', 'start anew where a crawl of the same was interrupted')
  addScope(command)
  addManners(command)
  addSharing(command)
  addIdentity(command)
  addBaseFlags(addPageFlags(command))
    .addHelpText(
      'after',
      examples([
        'altwright crawl http://localhost:4173/',
        'altwright crawl https://example.com/ --depth 1 --reporter html=alt.html',
        "altwright crawl https://example.com/ --include '/docs/**' --max-per-template 5",
        'altwright crawl https://app.example.com/ --storage-state auth.json --delay 500',
      ]),
    )
    .action(async (urls: string[], flags: CrawlFlags) => {
      const { crawlCommand } = await import('./commands/crawl.ts')
      done(await crawlCommand(urls, flags, terminal))
    })
}

function addScope(command: Command): void {
  command
    .optionsGroup('Which pages:')
    .option(
      '--depth <n>',
      'how many links away from the start; 0 is the start alone (default: 3)',
      wholeNumber(0),
    )
    .option('--max-pages <n>', 'the most pages to open (default: 200)', wholeNumber(1))
    .option(
      '--max-per-template <n>',
      'the most pages of one kind: /shop/17 and /shop/18 are of one (default: no limit)',
      wholeNumber(1),
    )
    .option('--include <glob>', "only pages whose path matches, such as '/docs/**'; repeatable", collect)
    .option('--exclude <glob>', 'no pages whose path matches; repeatable', collect)
    .option('--allow-host <host>', 'follow links to this host too, or to *.example.com; repeatable', collect)
    .option('--no-sitemap', 'do not read sitemaps')
}

function addManners(command: Command): void {
  command
    .optionsGroup('Manners:')
    .option('--concurrency <n>', 'pages open at once (default: 4)', wholeNumber(1))
    .option('--delay <ms>', 'the least time between two pages of a host (default: 0)', wholeNumber(0))
    .option(
      '--retries <n>',
      'ask again after 429, 502, 503, 504 or a broken connection (default: 2)',
      wholeNumber(0),
    )
    .option('--no-robots', 'do not ask robots.txt; for sites that are yours')
}

function addSharing(command: Command): void {
  command
    .optionsGroup('More than one process:')
    .option('--shard <i/n>', 'report one of n shares of the pages, such as 2/3', shard)
    .option('--queue <redis>', 'share the crawl with all who run the same: redis://host:6379')
    .option('--queue-name <name>', 'of a shared crawl that is done once (default: made from the settings)')
    .option('--report-only', 'write the report of a shared crawl, done or not; read no page')
}

function addIdentity(command: Command): void {
  command
    .optionsGroup('Browser and identity:')
    .option('--browser <path>', 'a Chromium or Chrome (default: ALTWRIGHT_BROWSER, else one that is found)')
    .option('--viewport <size>', 'the window, as 1280x1024', viewport)
    .option('--device <name>', "a device that Playwright knows, such as 'iPhone 15'")
    .option('--user-agent <text>', 'what to call itself')
    .option('--header <line>', "'Name: value', sent to the site's own hosts; repeatable", collect)
    .option('--cookie <pair>', 'name=value, for the origin of the start; repeatable', collect)
    .option('--storage-state <file>', 'cookies and local storage that Playwright has saved')
    .option('--login <module>', 'a module that signs in: export default async ({ page, start }) => { … }')
}

/** For options that may be given more than once. */
function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

function addCaption(program: Command, terminal: Terminal, done: Done): void {
  const command = child(program, 'caption', '<path...>')
    .summary('print captions of image files')
    .description(
      'Prints what the model sees in image files: one line each with path, words and confidence, in the order they are named; a folder is read to its depths, sorted by path.',
    )
    .argument('<path...>', 'image files, or folders of them')
    .addOption(
      new Option('--format <format>', 'tab-separated text, CSV for spreadsheets, or one JSON object a line')
        .choices(captionFormats)
        .default('text'),
    )
    .addOption(modelOption())
    .option('--prompt <words>', 'words that captions of photos go on from, such as “a photograph of”')
    .option('--beams <n>', 'captions followed side by side (default: 1; 3 with a matcher)', wholeNumber(1))
    .addOption(
      new Option(
        '--precision <kind>',
        'how weights are computed with (default: int8; fp32 for small models)',
      ).choices(['fp32', 'fp16', 'int8', 'int8-row']),
    )
  addBaseFlags(command)
    .addHelpText(
      'after',
      examples([
        'altwright caption icons/*.svg',
        'altwright caption photos/ --format csv > photos.csv',
        'altwright caption lens.png --format json',
      ]),
    )
    .action(async (paths: string[], flags: CaptionFlags) => {
      const { captionCommand } = await import('./commands/caption.ts')
      done(await captionCommand(paths, flags, terminal))
    })
}

function addModel(program: Command, terminal: Terminal, done: Done): void {
  const model = program
    .command('model')
    .usage('<command> [options]')
    .helpCommand(false)
    .helpOption('-h, --help', 'print this, or the help of a command')
    .summary('fetch, compile, export, list and remove models')
    .description(
      'Looks after captioning models. They are kept in the cache that all tools of the Hugging Face hub share, and compiled by this machine for itself.',
    )
    .addHelpText(
      'after',
      [
        examples([
          'altwright model pull Salesforce/blip-image-captioning-base',
          'altwright model compile Salesforce/blip-image-captioning-base',
          'altwright model list',
          'altwright model remove Salesforce/blip-image-captioning-base',
        ]),
        hubVariables,
      ].join('\n\n'),
    )

  const pull = child(model, 'pull', '<model>')
    .summary('fetch a model from the Hugging Face hub')
    .description(
      'Fetches the files that captioning needs, checks each, and prints where they are. What is there is not fetched again, and a download that broke off goes on where it was.',
    )
    .argument('<model>', 'owner/name, or owner/name@revision: a branch, a tag or a commit')
  addModelFlags(pull)
    .addHelpText(
      'after',
      examples([
        'altwright model pull Salesforce/blip-image-captioning-base',
        'altwright model pull Salesforce/blip-image-captioning-large@main',
        'HF_ENDPOINT=https://hub.example.com altwright model pull Salesforce/blip-image-captioning-base',
      ]),
    )
    .action(async (name: string, flags: ModelFlags) => {
      const { pullCommand } = await import('./commands/model.ts')
      done(await pullCommand(name, flags, terminal))
    })

  const compile = child(model, 'compile', '<model>')
    .summary('compile a model before it is needed')
    .description('Compiles a model that is on this machine, and loads it once. Nothing is fetched.')
    .argument('<model>', 'graphics, owner/name[@revision], or a folder')
  addModelFlags(compile)
    .addHelpText(
      'after',
      examples([
        'altwright model compile graphics',
        'altwright model compile Salesforce/blip-image-captioning-base',
        'altwright model compile ./models/mine',
      ]),
    )
    .action(async (name: string, flags: ModelFlags) => {
      const { compileCommand } = await import('./commands/model.ts')
      done(await compileCommand(name, flags, terminal))
    })

  const exporting = child(model, 'export', '<model> <folder>')
    .summary('write a model for transformers.js')
    .description(
      'Writes a BLIP model as an ONNX repository that the pipeline “image-to-text” of transformers.js runs as it is.',
    )
    .argument('<model>', 'graphics, owner/name[@revision], or a folder')
    .argument('<folder>', 'where to write; made if need be')
  addModelFlags(exporting)
    .addHelpText('after', examples(['altwright model export graphics ./graphics-onnx']))
    .action(async (name: string, folder: string, flags: ModelFlags) => {
      const { exportCommand } = await import('./commands/model.ts')
      done(await exportCommand(name, folder, flags, terminal))
    })

  const list = child(model, 'list', '')
    .summary('print the models on this machine')
    .description('Prints one line a model: name, revision, size, compiled size and path.')
    .addOption(
      new Option('--format <format>', 'tab-separated text, or one JSON object a line')
        .choices(['text', 'json'])
        .default('text'),
    )
  addModelFlags(list)
    .addHelpText('after', examples(['altwright model list', 'altwright model list --format json']))
    .action(async (flags: ModelListFlags) => {
      const { listCommand } = await import('./commands/model.ts')
      done(await listCommand(flags, terminal))
    })

  const remove = child(model, 'remove', '<model>')
    .summary('remove a model from the cache')
    .description(
      'Removes all revisions of a model, or the one that is named, with what was compiled from it. It asks nothing; other tools that use the same cache lose the model too.',
    )
    .argument('<model>', 'owner/name, or owner/name@revision; never a path')
  addModelFlags(remove)
    .addHelpText(
      'after',
      examples([
        'altwright model remove Salesforce/blip-image-captioning-base',
        'altwright model remove Salesforce/blip-image-captioning-base@refs/pr/1',
      ]),
    )
    .action(async (name: string, flags: ModelFlags) => {
      const { removeCommand } = await import('./commands/model.ts')
      done(await removeCommand(name, flags, terminal))
    })
}

const hubVariables = `Environment:
  HF_HOME, HF_HUB_CACHE  where models are kept (default: ~/.cache/huggingface)
  HF_TOKEN               for models that need an account; so does \`hf auth login\`
  HF_ENDPOINT            another hub (default: https://huggingface.co)
  HF_HUB_OFFLINE         1 forbids all downloads
  ALTWRIGHT_CACHE        where compiled models are kept (default: ~/.cache/altwright)`

function addModelFlags(command: Command): Command {
  return command
    .optionsGroup('General:')
    .option('--quiet', 'no progress; print results and errors only')
    .option('--no-color', 'plain text; so does the environment variable NO_COLOR')
    .helpOption('-h, --help', 'print this')
}

function addAsk(program: Command, terminal: Terminal, done: Done): void {
  const command = child(program, 'ask', '<image> <question>')
    .summary('answer a question about an image')
    .description(
      'Prints what a model for questions answers about an image file, and how sure it is, with a tab between.',
    )
    .argument('<image>', 'an image file')
    .argument('<question>', 'in one argument, so quote it')
  addLookFlags(command, 'Salesforce/blip-vqa-base')
    .addHelpText(
      'after',
      examples([
        'altwright model pull Salesforce/blip-vqa-base',
        'altwright ask lens.png "is this a photo?" --model Salesforce/blip-vqa-base',
        'altwright ask lens.png "what color is it?" --model ./my-vqa --format json',
      ]),
    )
    .action(async (image: string, question: string, flags: LookFlags) => {
      const { askCommand } = await import('./commands/ask.ts')
      done(await askCommand(image, question, flags, terminal))
    })
}

function addMatch(program: Command, terminal: Terminal, done: Done): void {
  const command = child(program, 'match', '<image> <text...>')
    .summary('say how well texts fit an image')
    .description(
      'Prints a line for each text, the best first: the text, the probability that it fits the image, and the cosine of the two, -1 to 1, with tabs between.',
    )
    .argument('<image>', 'an image file')
    .argument('<text...>', 'captions or alts to compare, each in one argument, so quote them')
  addLookFlags(command, 'Salesforce/blip-itm-base-coco')
    .addHelpText(
      'after',
      examples([
        'altwright model pull Salesforce/blip-itm-base-coco',
        'altwright match dog.jpg "a dog on a beach" "a cat" --model Salesforce/blip-itm-base-coco',
        'altwright match dog.jpg "a dog on a beach" --model ./my-itm --format json',
      ]),
    )
    .action(async (image: string, texts: string[], flags: LookFlags) => {
      const { matchCommand } = await import('./commands/match.ts')
      done(await matchCommand(image, texts, flags, terminal))
    })
}

function addLookFlags(command: Command, model: string): Command {
  return command
    .addOption(
      new Option('--format <format>', 'tab-separated text, or one JSON object a line')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option('--model <name>', `a model such as ${model}, by name or folder; none is bundled`)
    .option('--no-color', 'plain text; so does the environment variable NO_COLOR')
    .helpOption('-h, --help', 'print this')
}

function child(program: Command, name: string, operand: string): Command {
  return program.command(name).usage(`[options] ${operand}`.trimEnd())
}

function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`
}

/** `error: unknown option '--dept'\n(Did you mean --depth?)` on one line, under our own name. */
function errorLine(text: string): string {
  const line = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\(?Did you mean (.+?)\?\)?$/s, ', did you mean $1?')
  return `altwright: ${line}\n`
}
