/** Writes a stage's access log: its format with each `$context` variable replaced. */
import { logGroupOf } from "../apigateway/stages";
import { appendLog, type World } from "../world";
import { contextVariable } from "./contextVariables";
import type { Exchange } from "./exchange";

/** Finishing step. */
export function writeAccessLog(exchange: Exchange, world: World): void {
  const settings = exchange.stage.accessLogSettings;
  if (settings === undefined) return;
  appendLog(world, logGroupOf(settings.destinationArn) ?? "", renderLog(settings.format, exchange, world.now()));
}

/**
 * What has no value is `-`. INVARIANT: a value cannot end the JSON string that it stands in, so what a caller sends, such
 * as its user agent, cannot forge a field of the log.
 */
export function renderLog(format: string, exchange: Exchange, now: number): string {
  return renderLogFormat(format, (name) =>
    name === "responseLatency" ? String(now - exchange.startedAt) : contextVariable(exchange, name),
  );
}

/** As `renderLog`, with whatever knows the variables. */
export function renderLogFormat(format: string, variable: (name: string) => string | undefined): string {
  return format.replace(/\$context\.([A-Za-z0-9_]+(?:[.-][A-Za-z0-9_-]+)*)/g, (_, name: string) => {
    const value = variable(name);
    if (value === undefined) return "-";
    return name === "error.messageString" ? value : JSON.stringify(value).slice(1, -1);
  });
}
