/** An error as a service that programs call answers it: `__type`, a message, mostly with the status 400. */

/** Errors of the layer that all services have in common: who calls, and whether that is JSON. */
export const COMMON = "com.amazon.coral.service#";

export class ServiceError extends Error {
  override readonly name = "ServiceError";
  constructor(
    /** As it stands in `__type`. */
    readonly type: string,
    message: string,
    readonly more: {
      /** @default 400 */
      readonly status?: number;
      /** Some errors have `Message`. @default "message" */
      readonly messageKey?: "message" | "Message";
      /** What else is in the answer. */
      readonly fields?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    super(message);
  }
}

/** What is no JSON object, or has a member of a wrong JSON type. */
export const serialization = (message: string) =>
  new ServiceError(`${COMMON}SerializationException`, message, { messageKey: "Message" });
