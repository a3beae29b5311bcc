// Preloaded into the Node process that runs a Pulumi program: writes how much processor time it took, in seconds.
const { appendFileSync } = require("node:fs");

const file = process.env.CPU_REPORT;
const isProgram = process.argv.some((argument) => /[/\\]cmd[/\\]run(\.js|[/\\]|$)/.test(argument));
if (file && isProgram) {
  process.on("exit", () => {
    const { user, system } = process.cpuUsage();
    appendFileSync(file, `${(user + system) / 1e6}\n`);
  });
}
