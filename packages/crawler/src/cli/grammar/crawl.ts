import { type Command, Option } from 'commander'
import type { CrawlFlags } from '../commands/crawl.ts'
import { addCommand, collect, examples, type Grammar } from './command.ts'
import { addBaseFlags, addPageFlags, shard, viewport, wholeNumber } from './options.ts'

/** `altwright crawl …` */
export function addCrawl(program: Command, { terminal, done }: Grammar): void {
  const command = addCommand(program, 'crawl', '[options] <url...>')
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
      const { crawlCommand } = await import('../commands/crawl.ts')
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
    .option('--login <module>', 'a module whose default export signs in, with a page of Playwright')
}
