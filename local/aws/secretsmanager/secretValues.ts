/** The values of secrets: each is a version, and the newest one that has the label is AWSCURRENT. */
import { where } from "../resources/store";
import type { World, StoredResource } from "../world";

export const SECRET_KIND = "secretsmanager.Secret";
export const VERSION_KIND = "secretsmanager.SecretVersion";
/** The label of the version that is read; a version gets it unless it was declared with others. */
export const CURRENT = "AWSCURRENT";

export const versionsOf = (world: World, secretArn: string) => where(world, VERSION_KIND, "secretId", secretArn);

export function currentVersion(world: World, secretArn: string): StoredResource | undefined {
  return versionsOf(world, secretArn)
    .filter(({ properties }) => ((properties["versionStages"] ?? [CURRENT]) as string[]).includes(CURRENT))
    .at(-1);
}

/** With a secret go all its versions, also those that no stack knows. */
export function removeVersions(world: World, secretArn: string): void {
  for (const { id } of versionsOf(world, secretArn)) world.resources.get(VERSION_KIND)!.delete(id);
}

export function addVersion(world: World, secret: StoredResource, versionId: string, secretString: string): void {
  const version: StoredResource = {
    id: `${secret.id}|${versionId}`,
    region: secret.region,
    properties: { secretId: secret.id, secretString },
    outputs: { arn: secret.id, secretArn: secret.id, versionId },
  };
  world.resources.set(VERSION_KIND, (world.resources.get(VERSION_KIND) ?? new Map()).set(version.id, version));
}
