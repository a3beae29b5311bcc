/** A product on a local cloud of its own, applied on the SDK's mock monitor: real HTTP, the deployed functions. */
import { productAt } from "../components/stack/product";
import { applyStack } from "../local/apply";
import { startCloud, type LocalCloud } from "../local/cloud";
import { collectEnvironment, type Environment } from "../local/environment";
import { startFronts } from "../local/fronts";
import { createServiceKeys } from "../local/serviceKeys";
import { readLocalProduct, type LocalProduct } from "../local/started";

export interface RunningProduct extends LocalProduct {
  readonly cloud: LocalCloud;
  readonly environment: Environment;
}

/** Starts it at any free ports. A process can apply a product once: its program is a module, which is loaded once. */
export async function startProduct(folder: string): Promise<RunningProduct> {
  const local = readLocalProduct(productAt(folder));
  const cloud = await startCloud(local.access, { people: local.people, oktaPort: 0, awsPort: 0 });
  try {
    return await applied(local, cloud);
  } catch (error) {
    // What listens on would keep the process from ending.
    await cloud.close();
    throw error;
  }
}

async function applied(local: LocalProduct, cloud: LocalCloud): Promise<RunningProduct> {
  const serviceKeys = await createServiceKeys(local.access);
  const stack = await applyStack({ kind: "mock" }, { ...local, cloud, serviceKeys }, () => undefined);
  const { issuer, clientIds } = stack.outputs;
  const fronts = await startFronts(local.access, { issuer, clientIds, awsUrl: cloud.aws.url });
  const environment = await collectEnvironment({ ...local, cloud, serviceKeys, applied: stack, fronts });
  const close = async () => {
    await fronts.close();
    await cloud.close();
  };
  return { ...local, cloud: { ...cloud, close }, environment };
}
