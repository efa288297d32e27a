/** A contender that cannot run here: the message says why, and how to install what is missing. */
export class Absence extends Error {
  override readonly name = 'Absence';
}
