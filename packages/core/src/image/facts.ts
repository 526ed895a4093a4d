import type { Suppression } from './suppression.ts'

/**
 * All that a decision may know about an image: plain data, no DOM, no bytes. Read by `imagesFromHast`
 * from any hast tree; a live page is read the same way from its serialised DOM.
 */
export interface ImageFacts {
  readonly kind: ImageKind
  /** The element's name, lower case. */
  readonly tag: string
  readonly source: ImageSource
  readonly alt: AltState
  /** The accessible name an author gave, by the precedence of HTML-AAM for this construct. */
  readonly name: AccessibleName
  /** The explicit `role`: its first token that ARIA knows, lower case. */
  readonly role: string | undefined
  /** Why `role=none` or `alt=""` does not make the image presentational after all. */
  readonly conflict: 'focusable' | 'global-aria' | undefined
  /** Why assistive technology does not meet the image. */
  readonly hidden: Hidden | undefined
  /** The link, button or similar that the image is in. */
  readonly control: Control | undefined
  /** The label of a field that the image is in, where it is in no other control. */
  readonly fieldLabel: FieldLabel | undefined
  readonly figure: Figure | undefined
  readonly form: Form | undefined
  /** The row of images that it stands in; `undefined` where it stands alone. */
  readonly row: Row | undefined
  /** In a `noscript`: the index, among the images of the document, of the one that scripts show in its place. */
  readonly twin: number | undefined
  /** What its author wrote for the same picture elsewhere in the document, in the same kind of place. */
  readonly sameImage: string | undefined
  /** On a canvas by a script, in an SVG that is hidden, or in place of an `icon`'s word by its font. */
  readonly drawing: Drawing | undefined
  readonly nearby: Nearby
  /** CSS pixels, as declared or, on a live page, as laid out. */
  readonly size: Size
  /** The nearest `lang`, as written. */
  readonly language: string | undefined
  /** The document names no language, and its text is plainly not English. */
  readonly foreign: boolean
  /** It stands on the element itself. */
  readonly ownLanguage: boolean
  /** The picture is a set of links: `client` by `usemap`, `server` by `ismap`. */
  readonly map: 'client' | 'server' | undefined
  /** The element's own `title`; of an SVG that element in it. */
  readonly title: string
  /** What an image button sends, by its `value`. */
  readonly value: string
  /** Values of `class` and `id`, for hints. */
  readonly labels: readonly string[]
  /** What its author does not want to hear about it, the outermost first; a `suppression` has itself alone. */
  readonly suppressions: readonly Suppression[]
  /** Where the element starts in its document, where there is a source. */
  readonly place: Place | undefined
  /** The start tag as written, at most 300 characters, where there is a source. */
  readonly markup: string | undefined
}

/**
 * `css-image`: an element without content that a style draws. `icon`: one whose text an icon font draws as a picture.
 * `svg`: the element, or a part of one that has an image's role. `embed`: also an `iframe` that shows a picture.
 * `video`: its poster. Four more are not images by themselves: a `control` that nothing names and that
 * holds no image, so that what it shows is drawn by a style sheet; a `heading` that holds images and gets no
 * name from them; an `element` that its author marked as decorative and that is exposed all the same; a `frame` that shows a page and
 * has no title. A `suppression` is
 * the place where findings are suppressed, with what it is on or before as its element.
 */
export type ImageKind =
  | 'img'
  | 'image-input'
  | 'area'
  | 'object'
  | 'embed'
  | 'svg'
  | 'role-img'
  | 'canvas'
  | 'video'
  | 'control'
  | 'heading'
  | 'element'
  | 'frame'
  | 'css-image'
  | 'icon'
  | 'suppression'

/** Addresses as written in the document. */
export interface ImageSource {
  /** The one to look at: the real image of a lazy one, the largest candidate of a srcset-only one. */
  readonly url: string | undefined
  /** Where `url` was found. */
  readonly from: 'src' | 'srcset' | 'lazy' | 'data' | 'rendered' | 'style' | 'inline' | 'dynamic' | 'none'
  /** What else the image may show: `srcset` and `picture` sources. */
  readonly alternatives: readonly string[]
  /**
   * What the loader of a live page knows the element by, where it is drawn and has no address that can be loaded: an SVG
   * in the page, a canvas, a background, a `blob:`.
   */
  readonly drawn?: string | undefined
  /** Those of them that a `picture` shows in some windows only, by the `media` of their `source`. */
  readonly directed: readonly string[]
}

export type AltState =
  /** `none`: this construct has no alt. */
  | { readonly state: 'none' | 'missing' | 'empty' }
  | {
      readonly state: 'blank' | 'text' | 'dynamic'
      readonly value: string
      /** `data-alt-source="generated"` says that an earlier run wrote it. */
      readonly isGenerated?: true
    }

export interface AccessibleName {
  readonly value: string
  /** `dynamic`: something that could name it is computed at run time. */
  readonly from:
    | 'aria-labelledby'
    | 'aria-label'
    | 'alt'
    | 'title'
    | 'label'
    | 'svg-title'
    | 'content'
    | 'dynamic'
    | 'none'
}

export interface Hidden {
  readonly reason:
    | 'template'
    | 'noscript-twin'
    | 'hidden'
    | 'inert'
    | 'aria-hidden'
    | 'style'
    | 'closed-dialog'
    | 'closed-popover'
    | 'not-rendered'
  /** For `aria-hidden`: by its own attribute, and not by that of something around it. */
  readonly own?: true
}

export interface Control {
  readonly kind: 'link' | 'button' | 'summary' | 'tab' | 'menuitem' | 'option'
  /** What `aria-labelledby` or `aria-label` say; empty when they are absent. */
  readonly name: string
  /** The control's text without its images, white space collapsed. */
  readonly text: string
  readonly title: string
  /** What assistive technology says: by `aria-*`, its content with the images in it, or its title. */
  readonly accessibleName: string
  readonly href: string | undefined
  /** Whether it may say more than its source tells: something in it, or what names it, is computed. */
  readonly computed: boolean
  /** What the link before or after says that leads to the same place; empty where there is none. */
  readonly sameTarget: string
  /** How many images the control holds. */
  readonly images: number
  /** True when another image in it already has a name. */
  readonly namedByImage: boolean
}

/** What names a field of a form, a box to tick or a list to choose from. */
export interface FieldLabel {
  /** Without images and fields, white space collapsed. */
  readonly text: string
  /** Whether it may say more than its source tells. */
  readonly computed: boolean
}

export interface Figure {
  /** The `figcaption`'s text; empty when there is none. */
  readonly caption: string
  readonly images: number
}

/** Text around the image, white space collapsed, at most 200 characters each. */
export interface Nearby {
  readonly before: string
  readonly after: string
  /** The nearest heading above. */
  readonly heading: string
  readonly landmark: 'banner' | 'navigation' | 'main' | 'contentinfo' | 'complementary' | undefined
  /** The first heading of the document. */
  readonly firstHeading: string
  /** The document's `title`. */
  readonly page: string
  /** What the page's metadata call the site; empty where they do not. */
  readonly site: string
  /** The block that the texts stand in, by its tag; empty at the top. */
  readonly block: string
}

/** Images that stand side by side, with no text between them; at most 50. */
export interface Row {
  /** Of this image. */
  readonly index: number
  readonly images: readonly { readonly url: string | undefined; readonly name: string }[]
}

/** What the form that an image stands in says of itself. */
export interface Form {
  readonly action: string
  readonly label: string
  readonly isSearch: boolean
  /** Types of its fields. */
  readonly fields: readonly string[]
}

/** What is drawn, as far as the source says. */
export interface Drawing {
  /** On a canvas or in an SVG: empty where the text of the page says the same. */
  readonly text: string
  /** An address. */
  readonly picture: string | undefined
}

export interface Size {
  readonly width: number | undefined
  readonly height: number | undefined
}

/** One-based line and column, zero-based offset in UTF-16 units. */
export interface Place {
  readonly line: number
  readonly column: number
  readonly offset: number
}
