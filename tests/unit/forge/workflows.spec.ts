/** What a forge runs for a product: pinned, without a secret, made of commands that there are, with one comment. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { LABEL, workflows } from "../../../cli/new/workflows";
import { COMMENT_MARK } from "../../../cli/print/reviewMarkdown";
import { runCli } from "../cli/runCli";

const REPOSITORY = join(__dirname, "../../..");
const FORGE = { access: "npx access", policies: "policies", stacks: ["dev", "prod"] };

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly uses?: string;
  readonly if?: string;
  readonly needs?: string;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

const files = workflows(FORGE);
const github = Object.entries(files)
  .filter(([file]) => file.startsWith(".github/"))
  .map(([file, text]) => ({ file, text, workflow: parse(text) as Workflow }));
const jobsOf = (file: string) => github.find((one) => one.file.endsWith(`/${file}`))!.workflow.jobs;
const stepsOf = ({ steps = [] }: Job) => steps;
const uses = github.flatMap(({ workflow }) =>
  Object.values(workflow.jobs).flatMap((job) => [job, ...stepsOf(job)].flatMap((one) => one.uses ?? [])),
);
const scripts = github.flatMap(({ workflow }) =>
  Object.values(workflow.jobs).flatMap((job) => stepsOf(job).flatMap(({ run }) => run ?? [])),
);

describe("the workflows of a product", () => {
  it("are those that this repository itself has", () => {
    const own = {
      access: "npm run --silent access --",
      policies: "policies/run-pack",
      stacks: ["dev", "staging", "prod"],
      more: ["tests/strangers"],
    };
    for (const [file, text] of Object.entries(workflows(own)))
      assert.equal(readFileSync(join(REPOSITORY, file), "utf8"), text, file);
  });

  it("pin every action by the commit of a version", () => {
    assert.ok(uses.length > 10);
    for (const one of uses) assert.match(one, /^(\.\/\.github\/workflows\/stack\.yml|[a-z-]+\/[a-z-]+@[0-9a-f]{40})$/);
  });

  it("name no secret, give nothing beyond what a job needs, and put no expression into a script", () => {
    for (const { file, text, workflow } of github) {
      assert.doesNotMatch(text, /secrets[.:]|pull_request_target/, file);
      assert.deepEqual(workflow.permissions, {}, file);
    }
    assert.doesNotMatch(files[".gitlab-ci.yml"]!, /password|secret_key|ACCESS_KEY/i);
    for (const script of scripts) assert.doesNotMatch(script, /\$\{\{/);
  });

  it("let no job both run what a pull request brings and write to it", () => {
    const writing = Object.entries(jobsOf("access.yml")).filter(([, { permissions }]) =>
      Object.values(permissions ?? {}).includes("write"),
    );
    assert.deepEqual(
      writing.map(([name, { permissions, if: when }]) => [name, permissions, when?.includes("head.repo.full_name")]),
      [
        ["comment", { "pull-requests": "write" }, true],
        ["preview", { contents: "read", "id-token": "write" }, true],
      ],
    );
    assert.ok(stepsOf(jobsOf("access.yml")["comment"]!).every(({ run = "" }) => !/npm|npx/.test(run)));
  });

  it("deploy one stack after the other, each in the environment of its name", () => {
    const jobs = Object.entries(jobsOf("deploy.yml")).map(([name, { needs }]) => [name, needs]);
    assert.deepEqual(jobs, [
      ["dev", undefined],
      ["prod", "dev"],
    ]);
  });

  it("open the gate by a label alone", () => {
    assert.match(jobsOf("access.yml")["gate"]!.if!, new RegExp(`!contains\\(.*labels.*'${LABEL}'\\)`));
    assert.ok(files[".gitlab-ci.yml"]!.includes(`*,${LABEL},*`));
  });

  it("call commands and options that there are", async () => {
    const gitlab = parse(files[".gitlab-ci.yml"]!) as Record<string, { script?: string[]; before_script?: string[] }>;
    const lines = Object.values(gitlab).flatMap((job) => [...(job.script ?? []), ...(job.before_script ?? [])]);
    const calls = [...scripts, ...lines].flatMap((text) =>
      [...text.matchAll(/npx access ([^;>)|}\n]*)/g)].map(([, call]) => call!),
    );
    assert.ok(calls.length > 10);
    for (const call of new Set(calls)) {
      const [command = "", ...args] = call.trim().split(/\s+/);
      const { status, out } = await runCli(command, "--help");
      assert.equal(status, 0, call);
      for (const option of args.filter((arg) => arg.startsWith("--"))) assert.ok(out.includes(option), call);
    }
  });

  describe("the comment", () => {
    let folder: string;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "okta-api-access-comment-"));
    });

    afterEach(() => rmSync(folder, { recursive: true }));

    /** What the script asks of the forge's command, which knows a comment of this id, or none. */
    function comment(known: string): string[] {
      const script = stepsOf(jobsOf("access.yml")["comment"]!).find(({ run }) => run !== undefined)!.run!;
      const calls = join(folder, "calls");
      writeFileSync(
        join(folder, "gh"),
        `#!/bin/sh\necho "$*" >> ${calls}\ncase "$*" in *--paginate*) printf '${known}' ;; esac\n`,
      );
      chmodSync(join(folder, "gh"), 0o755);
      execFileSync("bash", ["--norc", "--noprofile", "-e", "-o", "pipefail", "-c", script], {
        cwd: folder,
        env: {
          PATH: `${folder}${delimiter}${process.env["PATH"]}`,
          COMMENTS: "issues/7/comments",
          ONE: "issues/comments",
        },
      });
      return readFileSync(calls, "utf8").trim().split("\n");
    }

    it("is written where there is none", () => {
      const [asked, written] = comment("");
      assert.ok(asked!.includes(`startswith("${COMMENT_MARK}")`));
      assert.equal(written, "api --method POST issues/7/comments --field body=@review.md --silent");
    });

    it("is written anew where there is one", () => {
      assert.equal(comment("42\\n43\\n")[1], "api --method PATCH issues/comments/42 --field body=@review.md --silent");
    });
  });
});
