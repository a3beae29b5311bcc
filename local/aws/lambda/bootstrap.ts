/** What runs inside a function's worker thread before its own code: the loop that takes events and returns answers. */

/** JavaScript, since a worker thread does not know of TypeScript. The handler's module is imported at once, as in a cold start. */
export const BOOTSTRAP = `
const { parentPort, workerData } = require("node:worker_threads");
if (workerData.trust) require(workerData.trustModule).trustLocally(workerData.trust);
const loading = import(workerData.url).then((module) => {
  const handler = module[workerData.exportName] ?? module.default?.[workerData.exportName];
  if (typeof handler !== "function") throw new Error(workerData.exportName + " is undefined or not exported");
  return handler;
});
const describe = (error) => ({ type: error?.name ?? "Error", message: String(error?.message ?? error) });
loading.then(
  () => parentPort.postMessage({ ready: true }),
  (error) => parentPort.postMessage({ ready: false, error: describe(error) }),
);
parentPort.on("message", async ({ event, context, deadline }) => {
  try {
    const handler = await loading;
    const answer = await handler(event, { ...context, getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()) });
    parentPort.postMessage({ answer: JSON.stringify(answer) ?? "null" });
  } catch (error) {
    parentPort.postMessage({ error: describe(error) });
  }
});
`;
