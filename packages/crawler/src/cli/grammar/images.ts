import { type Command, Option } from 'commander'
import { captionFormats } from '../caption-format.ts'
import type { CaptionFlags } from '../commands/caption.ts'
import type { LookFlags } from '../commands/look.ts'
import { addCommand, examples, type Grammar } from './command.ts'
import { addBaseFlags, modelOption, wholeNumber } from './options.ts'

/** `altwright caption …`, `altwright ask …` and `altwright match …` */
export function addImageCommands(program: Command, grammar: Grammar): void {
  addCaption(program, grammar)
  addAsk(program, grammar)
  addMatch(program, grammar)
}

function addCaption(program: Command, { terminal, done }: Grammar): void {
  const command = addCommand(program, 'caption', '[options] <path...>')
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
      const { captionCommand } = await import('../commands/caption.ts')
      done(await captionCommand(paths, flags, terminal))
    })
}

function addAsk(program: Command, { terminal, done }: Grammar): void {
  const command = addCommand(program, 'ask', '[options] <image> <question>')
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
      const { askCommand } = await import('../commands/ask.ts')
      done(await askCommand(image, question, flags, terminal))
    })
}

function addMatch(program: Command, { terminal, done }: Grammar): void {
  const command = addCommand(program, 'match', '[options] <image> <text...>')
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
      const { matchCommand } = await import('../commands/match.ts')
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
