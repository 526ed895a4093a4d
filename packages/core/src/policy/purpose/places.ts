/** Hosts that mean a profile or a place everybody knows; those under them mean the same. */
export const hosts: Readonly<Record<string, string>> = {
  'bsky.app': 'Bluesky',
  'discord.com': 'Discord',
  'discord.gg': 'Discord',
  'dribbble.com': 'Dribbble',
  'facebook.com': 'Facebook',
  'flickr.com': 'Flickr',
  'github.com': 'GitHub',
  'gitlab.com': 'GitLab',
  'instagram.com': 'Instagram',
  'linkedin.com': 'LinkedIn',
  'mastodon.social': 'Mastodon',
  'medium.com': 'Medium',
  'npmjs.com': 'npm',
  'openstreetmap.org': 'Map',
  'pinterest.com': 'Pinterest',
  'reddit.com': 'Reddit',
  'slack.com': 'Slack',
  'soundcloud.com': 'SoundCloud',
  'spotify.com': 'Spotify',
  'stackoverflow.com': 'Stack Overflow',
  't.me': 'Telegram',
  'threads.net': 'Threads',
  'tiktok.com': 'TikTok',
  'twitch.tv': 'Twitch',
  'twitter.com': 'X',
  'vimeo.com': 'Vimeo',
  'wa.me': 'WhatsApp',
  'whatsapp.com': 'WhatsApp',
  'wikipedia.org': 'Wikipedia',
  'x.com': 'X',
  'xing.com': 'XING',
  'youtu.be': 'YouTube',
  'youtube.com': 'YouTube',
}

/** Where software is fetched, in the words of its badges. */
export const stores: Readonly<Record<string, string>> = {
  'addons.mozilla.org': 'Get the add-on for Firefox',
  'apps.apple.com': 'Download on the App Store',
  'apps.microsoft.com': 'Get it from Microsoft',
  'chromewebstore.google.com': 'Available in the Chrome Web Store',
  'f-droid.org': 'Get it on F-Droid',
  'itunes.apple.com': 'Download on the App Store',
  'play.google.com': 'Get it on Google Play',
  'snapcraft.io': 'Get it from the Snap Store',
}

/** Parts of addresses that share the page rather than show somebody. */
export const shares: readonly (readonly [RegExp, string])[] = [
  [/facebook\.com\/(?:sharer|share|dialog\/share)/i, 'Share on Facebook'],
  [/(?:twitter|x)\.com\/(?:intent\/|share\b)/i, 'Share on X'],
  [/linkedin\.com\/(?:sharing|shareArticle)/i, 'Share on LinkedIn'],
  [/pinterest\.[a-z.]+\/pin\/create/i, 'Share on Pinterest'],
  [/reddit\.com\/submit/i, 'Share on Reddit'],
  [/(?:wa\.me\/\?text|api\.whatsapp\.com\/send\?text|^whatsapp:\/\/send\?text)/i, 'Share on WhatsApp'],
  [/t\.me\/share/i, 'Share on Telegram'],
  [/bsky\.app\/intent/i, 'Share on Bluesky'],
  [/^mailto:\?/i, 'Share by email'],
  [
    /(?:maps\.google\.[a-z.]+|google\.[a-z.]+\/maps|maps\.apple\.com|goo\.gl\/maps|maps\.app\.goo\.gl)/i,
    'Map',
  ],
  [/^whatsapp:/i, 'WhatsApp'],
]

/** Last parts of a path that mean the same on nearly every site. */
export const paths: Readonly<Record<string, string>> = {
  account: 'Account',
  basket: 'Basket',
  blog: 'Blog',
  cart: 'Cart',
  checkout: 'Checkout',
  contact: 'Contact',
  feed: 'Feed',
  help: 'Help',
  imprint: 'Imprint',
  login: 'Log in',
  logout: 'Log out',
  myaccount: 'My account',
  privacy: 'Privacy',
  profile: 'Profile',
  rss: 'RSS feed',
  search: 'Search',
  settings: 'Settings',
  signin: 'Sign in',
  signup: 'Sign up',
  sitemap: 'Site map',
  wishlist: 'Wish list',
  wplogin: 'Log in',
}

/** Kinds of files that a link offers, as people call them. */
export const files: Readonly<Record<string, string>> = {
  apk: 'APK',
  csv: 'CSV',
  dmg: 'DMG',
  doc: 'Word',
  docx: 'Word',
  epub: 'EPUB',
  exe: 'Windows program',
  gz: 'archive',
  ics: 'calendar file',
  mp3: 'MP3',
  mp4: 'MP4',
  odt: 'OpenDocument',
  pdf: 'PDF',
  ppt: 'PowerPoint',
  pptx: 'PowerPoint',
  txt: 'text',
  vcf: 'contact card',
  xls: 'Excel',
  xlsx: 'Excel',
  zip: 'ZIP',
}

/** Parts of an address on such a host that show one thing and nobody's profile: the host's name would say nothing of it. */
export const things =
  /\/(?:albums?|blob|events|issues|p|pin|playlist|posts?|pull|questions|reels?|shorts|status|tracks?|videos?|watch)(?:\/|\?|$)/i

/** Last parts of a path that say how a site is built, and nothing of the page. */
export const built: ReadonlySet<string> = new Set(
  'cgi click default detail details go index item link nan node null out page post redirect show test undefined untitled view watch'.split(
    ' ',
  ),
)

/** Words of icons' names that say how they look, or that they are icons. */
export const looks: ReadonlySet<string> = new Set(
  `alt baseline bi bg black bold btn button circle dark dp fa fas far fill filled glyphicon header ic icn ico icon icons img js
  large lg light material mdi md nav navbar outline outlined px regular rounded sm small solid square svg toggle white`.split(
    /\s+/,
  ),
)

/** Languages whose code is a word of addresses too. */
export const ambiguous: ReadonlySet<string> = new Set(['ca', 'el', 'et', 'he', 'hi', 'id', 'it', 'no', 'sl'])

/** Languages that a site may be switched to, as they call themselves. */
export const languages: ReadonlySet<string> = new Set(
  'ar bg ca cs da de el en es et fi fr he hi hr hu id it ja ko lt lv nb nl no pl pt ro ru sk sl sr sv th tr uk vi zh'.split(
    ' ',
  ),
)

/** What icons of controls are called, and what the control then does. */
export const actions: Readonly<Record<string, string>> = {
  add: 'Add',
  bars: 'Menu',
  bell: 'Notifications',
  bookmark: 'Bookmark',
  burger: 'Menu',
  calendar: 'Calendar',
  cart: 'Cart',
  close: 'Close',
  cog: 'Settings',
  copy: 'Copy',
  cross: 'Close',
  delete: 'Delete',
  download: 'Download',
  edit: 'Edit',
  envelope: 'Email',
  expand: 'Expand',
  filter: 'Filter',
  fullscreen: 'Full screen',
  gear: 'Settings',
  hamburger: 'Menu',
  help: 'Help',
  home: 'Home',
  language: 'Language',
  login: 'Log in',
  logout: 'Log out',
  magnifier: 'Search',
  mail: 'Email',
  menu: 'Menu',
  mute: 'Mute',
  next: 'Next',
  pause: 'Pause',
  pencil: 'Edit',
  play: 'Play',
  prev: 'Previous',
  previous: 'Previous',
  print: 'Print',
  printer: 'Print',
  refresh: 'Refresh',
  remove: 'Remove',
  reload: 'Reload',
  save: 'Save',
  search: 'Search',
  send: 'Send',
  settings: 'Settings',
  share: 'Share',
  sort: 'Sort',
  submit: 'Submit',
  trash: 'Delete',
  undo: 'Undo',
  upload: 'Upload',
  volume: 'Volume',
  zoom: 'Zoom',
}
