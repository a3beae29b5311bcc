/** What a person is told of an error that ended the start. */
import { ResourceError, RunError } from "@pulumi/pulumi";
import { ProductError } from "../components/stack/product";
import { AccessError } from "../model/findings";
import { ApplyError } from "./apply";
import { UpError } from "./engine/applyWithCli";
import { NotRunningError } from "./environment";
import { PortInUseError } from "./listen";

/** The mistakes that a person can mend; anything else is ours and keeps its stack. */
export function explain(error: unknown): string {
  const known = [AccessError, ApplyError, NotRunningError, ProductError, UpError, PortInUseError].some(
    (type) => error instanceof type,
  );
  // The program's own mistakes of a user, as the engine would print them.
  if (known || RunError.isInstance(error) || ResourceError.isInstance(error)) return (error as Error).message;
  return withoutOthers(String((error as Error).stack ?? error));
}

/** A stack with the frames of Node.js and of packages left out, where others remain: those of the product. */
function withoutOthers(stack: string): string {
  const lines = stack.split("\n");
  const others = (line: string) => /^\s+at .*(\bnode:|[/\\]node_modules[/\\])/.test(line);
  const own = lines.filter((line) => !others(line));
  return own.some((line) => /^\s+at /.test(line)) ? own.join("\n") : stack;
}
