/**
 * `npm run sbom`: what comes along with this package, as CycloneDX. `npm sbom --omit dev` alone leaves out whatever a
 * package for tests needs as well, such as jose and zod. So npm is asked about a copy of the lock file without the packages
 * for tests.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const REPOSITORY = join(__dirname, "..");

/** The document, with every package that `dependencies` lead to by the lock. Nothing is asked of a registry. */
export function sbom(): string {
  const folder = mkdtempSync(join(tmpdir(), "okta-api-access-sbom-"));
  const npm = (...args: string[]) =>
    execFileSync("npm", [...args, "--package-lock-only", "--offline", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
  try {
    for (const file of [".npmrc", "package-lock.json"]) copyFileSync(join(REPOSITORY, file), join(folder, file));
    const { devDependencies: _, ...manifest } = JSON.parse(
      readFileSync(join(REPOSITORY, "package.json"), "utf8"),
    ) as Record<string, unknown>;
    writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
    npm("install");
    // npm takes the folder's name for the package's.
    return npm("sbom", "--sbom-format", "cyclonedx").replaceAll(basename(folder), String(manifest["name"]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (require.main === module) process.stdout.write(sbom());
