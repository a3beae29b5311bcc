/** `access engine`: puts the real Pulumi CLI where the engine tests and `access start` find it. */
import { buildEngine, EngineError, type Progress } from "./buildEngine";
import { findEngine, type Engine } from "./findEngine";

export { EngineError };

/**
 * The engine that is there already, else one that is built now.
 *
 * @throws EngineError with what went wrong and what to do.
 */
export async function ensureEngine(progress: Progress): Promise<Engine> {
  const found = await findEngine();
  if (found) return found;
  progress(
    `no Pulumi CLI on PATH or in the npm package's cache: building it with Go, about four minutes the first time`,
  );
  await buildEngine(progress);
  const built = await findEngine();
  if (!built) throw new EngineError("the engine was built but does not run; `pulumi version` fails in its folder");
  return built;
}
