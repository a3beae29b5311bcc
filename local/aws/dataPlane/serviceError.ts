/** An error as a service that programs call answers it: `__type`, a message, mostly with the status 400. */

export interface ErrorDetails {
  /** @default 400 */
  readonly status?: number;
  /** Some errors have `Message`. @default "message" */
  readonly messageKey?: "message" | "Message";
  /** What else is in the answer. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Of the layer that all services have in common; some services put its name before the type. @default false */
  readonly isCommon?: boolean;
}

export class ServiceError extends Error {
  override readonly name = "ServiceError";
  constructor(
    /** As it stands in `__type`, but for the name of the common layer. */
    readonly type: string,
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    super(message);
  }
}

/** An error of the layer before the services: who calls, whether that may be, and whether it is JSON. */
export const commonError = (type: string, message: string, details: ErrorDetails = {}) =>
  new ServiceError(type, message, { ...details, isCommon: true });

/** What is no JSON object, or has a member of a wrong JSON type. */
export const serialization = (message: string) =>
  commonError("SerializationException", message, { messageKey: "Message" });
