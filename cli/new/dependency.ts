/** How a new product depends on this package: by its version, or by the tarball that it was installed from. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { manifest, PACKAGE, RUNS_FROM_SOURCE } from "../../components/program";
import { UsageError } from "../io";

/**
 * What stands in the new product's `package.json`.
 *
 * @param folder The product's folder, absolute.
 * @throws UsageError where the program runs from its sources, and no package was made of them.
 */
export function ownDependency(folder: string): string {
  const { name, version } = manifest();
  const tarball = RUNS_FROM_SOURCE ? join(PACKAGE, `${name}-${version}.tgz`) : installedFrom(name);
  if (tarball !== undefined && existsSync(tarball)) return `file:${relative(folder, tarball).split(sep).join("/")}`;
  if (!RUNS_FROM_SOURCE) return version;
  throw new UsageError(
    `there is no \`${name}-${version}.tgz\` for the new product to depend on: make it with \`npm run build\` and \`npm pack\``,
  );
}

/** The tarball that npm has installed this package from, as npm's own record of the folder says; undefined for a registry's. */
function installedFrom(name: string): string | undefined {
  const root = dirname(dirname(PACKAGE));
  const record = join(root, "node_modules/.package-lock.json");
  if (!existsSync(record)) return undefined;
  const { packages } = JSON.parse(readFileSync(record, "utf8")) as { packages?: Record<string, { resolved?: string }> };
  const resolved = packages?.[`node_modules/${name}`]?.resolved;
  return resolved?.startsWith("file:") ? resolve(root, resolved.slice("file:".length)) : undefined;
}
