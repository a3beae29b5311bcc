/** What a person sees while the local cloud starts: one line a step, with the time that it took. */
import colors from "picocolors";

export interface Progress {
  /** Runs one step; prints its title at once, and its time or its failure when it ends. */
  step<T>(title: string, work: (update: (detail: string) => void) => Promise<T>): Promise<T>;
}

/** Writes to `stream`: on a terminal the line of a step is rewritten as it goes on, elsewhere it is written twice at most. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  const rewrite = (text: string) => stream.write(stream.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  return {
    async step(title, work) {
      const started = performance.now();
      if (stream.isTTY) rewrite(`${colors.dim("…")} ${title}`);
      else stream.write(`… ${title}\n`);
      try {
        const result = await work((detail) => stream.isTTY && rewrite(`${colors.dim("…")} ${title}: ${detail}`));
        rewrite(
          `${colors.green("✓")} ${title} ${colors.dim(`${((performance.now() - started) / 1000).toFixed(1)} s`)}`,
        );
        if (stream.isTTY) stream.write("\n");
        return result;
      } catch (error) {
        rewrite(`${colors.red("✗")} ${title}`);
        if (stream.isTTY) stream.write("\n");
        throw error;
      }
    },
  };
}
