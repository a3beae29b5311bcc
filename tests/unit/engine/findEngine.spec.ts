import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { findEngine } from "../../../local/engine/findEngine";
import { builtEngineFolder, cliVersion } from "../../../local/engine/locations";

describe("findEngine", () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "find-engine-"));
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  /** A folder with programs that are shell scripts; an empty text makes an empty file. */
  async function folder(path: string, programs: Record<string, string>): Promise<string> {
    const made = join(root, path);
    await mkdir(made, { recursive: true });
    for (const [name, text] of Object.entries(programs)) {
      await writeFile(join(made, name), text);
      await chmod(join(made, name), 0o755);
    }
    return made;
  }

  const cli = (version: string) => `#!/bin/sh\necho ${version}\n`;
  const host = "#!/bin/sh\nexit 0\n";
  const environment = (...path: string[]) => ({
    PATH: path.join(delimiter),
    PULUMI_HOME: join(root, "home"),
    XDG_CACHE_HOME: join(root, "cache"),
  });

  it("takes the CLI on PATH before all others", async () => {
    const onPath = await folder("bin", { pulumi: cli("v3.300.0"), "pulumi-language-nodejs": host });
    await folder("home/versions/3.265.0/bin", { pulumi: cli("v3.265.0"), "pulumi-language-nodejs": host });
    assert.deepEqual(await findEngine(environment(onPath)), {
      pulumi: join(onPath, "pulumi"),
      folder: onPath,
      source: "PATH",
      version: "v3.300.0",
    });
  });

  it("takes the newest of the npm package's cache, by number and not by letter", async () => {
    await folder("home/versions/3.99.0/bin", { pulumi: cli("v3.99.0"), "pulumi-language-nodejs": host });
    const newest = await folder("home/versions/3.265.0/bin", {
      pulumi: cli("v3.265.0"),
      "pulumi-language-nodejs": host,
    });
    const found = await findEngine(environment());
    assert.deepEqual([found?.source, found?.folder], ["npm cache", newest]);
  });

  it("takes the engine that was built before where there is no other", async () => {
    const built = builtEngineFolder(environment());
    assert.equal(built, join(root, "cache/okta-api-access/engine", cliVersion(), "bin"));
    await folder(join("cache/okta-api-access/engine", cliVersion(), "bin"), {
      pulumi: cli(`v${cliVersion()}`),
      "pulumi-language-nodejs": host,
    });
    const found = await findEngine(environment());
    assert.deepEqual([found?.source, found?.version], ["built", `v${cliVersion()}`]);
  });

  it("refuses a CLI without a language host for Node.js", async () => {
    const onPath = await folder("bin", { pulumi: cli("v3.300.0") });
    assert.equal(await findEngine(environment(onPath)), undefined);
  });

  it("refuses a CLI that does not run, or that is an empty file", async () => {
    const broken = await folder("broken", { pulumi: "#!/bin/sh\nexit 3\n", "pulumi-language-nodejs": host });
    const empty = await folder("empty", { pulumi: "", "pulumi-language-nodejs": host });
    assert.equal(await findEngine(environment(broken, empty)), undefined);
  });
});
