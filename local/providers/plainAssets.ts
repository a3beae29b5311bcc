/** Turns the SDK's asset objects into the plain form in which they travel. */
import * as pulumi from "@pulumi/pulumi";
import { ARCHIVE_SIGNATURE, ASSET_SIGNATURE, SIGNATURE_KEY, type Value } from "./values";

/** Assets and archives at any depth; everything else stays as it is. Undefined members are left out. */
export async function toPlainAssets(value: unknown): Promise<Value> {
  if (Array.isArray(value)) return Promise.all(value.map(toPlainAssets));
  if (typeof value !== "object" || value === null) return value as Value;
  if (pulumi.asset.Archive.isInstance(value)) return plainAsset(ARCHIVE_SIGNATURE, value);
  if (pulumi.asset.Asset.isInstance(value)) return plainAsset(ASSET_SIGNATURE, value);
  return membersOf(value);
}

/** An asset's members (`text`, `path`, `uri`, `assets`) are promises. */
async function plainAsset(signature: string, asset: object): Promise<Value> {
  const plain: Record<string, Value> = { [SIGNATURE_KEY]: signature };
  for (const name of ["text", "path", "uri", "assets"]) {
    const member: unknown = await (asset as Record<string, unknown>)[name];
    if (member !== undefined) plain[name] = await toPlainAssets(member);
  }
  return plain;
}

async function membersOf(value: object): Promise<Value> {
  const members: Record<string, Value> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) members[name] = await toPlainAssets(member);
  }
  return members;
}
