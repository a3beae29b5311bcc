/** An error as an AWS service answers it: a status, an exception's name and a message. */

export class AwsError extends Error {
  override readonly name = "AwsError";
  constructor(
    readonly status: number,
    /** The exception's name: `NotFoundException`. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export const badRequest = (message: string) => new AwsError(400, "BadRequestException", message);
export const notFound = (message: string) => new AwsError(404, "NotFoundException", message);
export const conflict = (message: string) => new AwsError(409, "ConflictException", message);
export const invalidParameter = (message: string) => new AwsError(400, "InvalidParameterValueException", message);
export const resourceNotFound = (message: string) => new AwsError(404, "ResourceNotFoundException", message);
export const resourceConflict = (message: string) => new AwsError(409, "ResourceConflictException", message);

/** What AWS has and this account does not: said by name, never guessed at. */
export const notModelled = (what: string) =>
  new AwsError(501, "NotImplementedException", `the local AWS does not model ${what}`);
