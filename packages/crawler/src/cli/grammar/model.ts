import { type Command, Option } from 'commander'
import type { ModelFlags, ModelListFlags } from '../commands/model.ts'
import { addCommand, examples, type Grammar } from './command.ts'

/** `altwright model …` */
export function addModel(program: Command, { terminal, done }: Grammar): void {
  const model = addCommand(program, 'model', '<command> [options]')
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

  const pull = addCommand(model, 'pull', '[options] <model>')
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
      const { pullCommand } = await import('../commands/model.ts')
      done(await pullCommand(name, flags, terminal))
    })

  const compile = addCommand(model, 'compile', '[options] <model>')
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
      const { compileCommand } = await import('../commands/model.ts')
      done(await compileCommand(name, flags, terminal))
    })

  const exporting = addCommand(model, 'export', '[options] <model> <folder>')
    .summary('write a model for transformers.js')
    .description(
      'Writes a BLIP model as an ONNX repository that the pipeline “image-to-text” of transformers.js runs as it is.',
    )
    .argument('<model>', 'graphics, owner/name[@revision], or a folder')
    .argument('<folder>', 'where to write; made if need be')
  addModelFlags(exporting)
    .addHelpText('after', examples(['altwright model export graphics ./graphics-onnx']))
    .action(async (name: string, folder: string, flags: ModelFlags) => {
      const { exportCommand } = await import('../commands/model.ts')
      done(await exportCommand(name, folder, flags, terminal))
    })

  const list = addCommand(model, 'list', '[options]')
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
      const { listCommand } = await import('../commands/model.ts')
      done(await listCommand(flags, terminal))
    })

  const remove = addCommand(model, 'remove', '[options] <model>')
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
      const { removeCommand } = await import('../commands/model.ts')
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
