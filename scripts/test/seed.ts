/**
 * Properties draw the same examples in every run of the tests, so that what fails was broken by the change at hand;
 * `pnpm properties` draws others.
 */
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env['ALTWRIGHT_SEED'] ?? 20_261_126) })
