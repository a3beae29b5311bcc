/** Where a function's log lines go: Lambda hands them on to the log group. */
export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
