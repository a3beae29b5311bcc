/** The files of a Pulumi archive, as texts. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join, posix } from "node:path";
import { ARCHIVE_SIGNATURE, ASSET_SIGNATURE, hasSignature, isObject, type Value } from "./values";

/** File name to text. Takes archives of texts and files, and folders; what would have to be fetched or unpacked it refuses. */
export async function archiveFiles(archive: Value): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  await collect(archive, "", files);
  return files;
}

async function collect(value: Value, at: string, files: Record<string, string>): Promise<void> {
  if (hasSignature(value, ASSET_SIGNATURE)) {
    if (typeof value["text"] === "string") files[at] = value["text"];
    else if (typeof value["path"] === "string" && value["path"] !== "")
      files[at] = await readFile(value["path"], "utf8");
    else throw new Error(`the file \`${at}\` of an archive is neither a text nor a file on this machine`);
    return;
  }
  if (!hasSignature(value, ARCHIVE_SIGNATURE)) throw new Error(`\`${at}\` is not an archive`);
  const { assets, path } = value;
  if (isObject(assets)) {
    for (const [name, inner] of Object.entries(assets)) await collect(inner, posix.join(at, name), files);
  } else if (typeof path === "string" && path !== "" && (await stat(path)).isDirectory()) {
    await collectFolder(path, at, files);
  } else {
    throw new Error("the local provider takes archives of texts, files and folders, not packed or remote ones");
  }
}

async function collectFolder(folder: string, at: string, files: Record<string, string>): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const name = posix.join(at, entry.name);
    if (entry.isDirectory()) await collectFolder(path, name, files);
    else if (entry.isFile()) files[name] = await readFile(path, "utf8");
  }
}
