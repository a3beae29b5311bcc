/** What may become of one call of Okta while an update runs. */
import type { Fault } from "../../local/okta/http/faults";

/** A kind, and whether the provider gets over it by itself. */
export const CALL_FAULTS: readonly (readonly [kind: string, fault: Omit<Fault, "path">, isMended: boolean])[] = [
  ["one too many (429)", { answer: 429 }, true],
  ["an error of the server (500)", { answer: 500 }, false],
  ["a gateway that is away (503)", { answer: 503 }, true],
  ["a connection that ends", { answer: "dropped" }, true],
  ["an answer that is lost", { answer: 500, afterwards: true }, false],
  // Sent again: made twice where Okta takes it, and refused as made already where it does not.
  ["a connection that ends once all is done", { answer: "dropped", afterwards: true }, false],
];

/** Those that a client has to wait for: each costs a second. */
export const SILENT_FAULTS: typeof CALL_FAULTS = [
  ["no answer in time", { answer: "silent" }, false],
  ["no answer in time, though all is done", { answer: "silent", afterwards: true }, false],
];
