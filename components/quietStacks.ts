/**
 * Spares the SDK the source-mapped stack traces that it takes for every resource and promise and prints only when
 * promises leak: about 20 ms per resource under ts-node. Stacks of real errors stay as they are.
 */
const mapped = Error.prepareStackTrace;

if (mapped) {
  Error.prepareStackTrace = (error, frames) =>
    error.message === "" && error.constructor === Error ? "Error" : mapped(error, frames);
}
