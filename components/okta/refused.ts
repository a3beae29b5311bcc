/** The error for what is only found out once the engine has answered: it reaches a person in its own words. */
import * as pulumi from "@pulumi/pulumi";

/**
 * An error at a resource, without a stack trace. Thrown inside an `apply` it passes through the SDK, which would put "error
 * serializing property" in front of its message, once for each property on its way: this message stays as it is.
 */
export function refused(resource: pulumi.Resource, message: string): pulumi.ResourceError {
  const error = new pulumi.ResourceError(message, resource, true);
  return Object.defineProperty(error, "message", {
    get: () => message,
    set() {
      // The SDK's words in front of it are not wanted.
    },
    enumerable: false,
  });
}

/**
 * Ends the program where a value is refused. A resource that waits for one never comes to be and never fails: the engine would
 * wait for the program for ever. What ends it is a rejection that nobody handles.
 */
export function endWhereRefused(value: pulumi.Output<unknown>): void {
  // The SDK has it, and leaves it out of its types.
  const { promise } = value as unknown as { promise(): Promise<unknown> };
  void promise.call(value).then(() => undefined);
}
