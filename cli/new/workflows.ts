/**
 * What a forge runs for a product: what a pull request must pass and what it shows, deployments, and a nightly look for drift and for what has to be updated.
 * No long-lived secret is in it: AWS is reached by the forge's own identity, and a key of Okta's stands encrypted in the stack
 * file, which that identity may decrypt.
 */
import { COMMENT_MARK } from "../print/reviewMarkdown";

/** What the files are made for. */
export interface Forge {
  /** How a step calls this program: `npx access`. */
  readonly access: string;
  /** Where `pulumi up` finds the policy pack: a folder. */
  readonly policies: string;
  /** The stacks to deploy, the first one first. */
  readonly stacks: readonly string[];
  /** Folders that have packages of their own, for tests alone. @default none */
  readonly more?: readonly string[];
}

/** Actions by the commit of a version: a tag may move. */
const ACTIONS = {
  checkout: "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2",
  node: "actions/setup-node@a0853c24544627f65ddf259abe73b1d18a591444 # v5.0.0",
  keep: "actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2",
  fetch: "actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0",
  aws: "aws-actions/configure-aws-credentials@b47578312673ae6fa5b5096b330d9fbac3d116df # v4.2.1",
} as const;

/** Put on a pull request by somebody who may approve what widens access. */
export const LABEL = "access-widening-approved";

/** Path below the repository → text. */
export function workflows(forge: Forge): Record<string, string> {
  return {
    ".github/workflows/access.yml": pullRequest(forge),
    ".github/workflows/stack.yml": stack(forge),
    ".github/workflows/deploy.yml": deploy(forge),
    ".github/workflows/drift.yml": drift(forge),
    ".github/workflows/versions.yml": versions(forge),
    ".gitlab-ci.yml": gitlab(forge),
  };
}

const SETUP = `      - uses: ${ACTIONS.checkout}
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: ${ACTIONS.node}
        with:
          node-version: 22
          package-manager-cache: false
      - run: npm ci --ignore-scripts`;

const PREVIEW = (stack: string) => `    name: preview of ${stack}
    # What a fork brings gets no credentials.
    if: \${{ github.event.pull_request.head.repo.full_name == github.repository && vars.PULUMI_BACKEND_URL != '' }}
`;

/** The code of a pull request runs where no token can write; what it says is posted by a job that runs none of it. */
function pullRequest({ access, stacks: [first] }: Forge): string {
  return `# What a pull request about access must pass, and the one comment that says who gains and who loses what.
name: access
on:
  pull_request:
    types: [opened, synchronize, reopened, labeled, unlabeled]
permissions: {}
concurrency:
  group: access-\${{ github.ref }}
  cancel-in-progress: true
jobs:
  check:
    name: check
    runs-on: ubuntu-latest
    permissions:
      contents: read
    env:
      BASE: \${{ github.event.pull_request.base.sha }}
    steps:
${SETUP}
      - run: npm test
      - run: ${access} check
      - run: ${access} plan --check
      - run: ${access} start --check --engine mock
      - name: What changes for whom
        run: |
          ${access} diff "$BASE" --format markdown > review.md
          { printf '\\n### What an \`up\` does\\n\\n'; ${access} plan --since "$BASE"; } > up.md
          # A comment may have 65,536 characters; the summary of the run has both.
          cat review.md up.md > both.md
          if [ "$(wc -c < both.md)" -lt 65536 ]; then cp both.md review.md; fi
          cat both.md >> "$GITHUB_STEP_SUMMARY"
      - uses: ${ACTIONS.keep}
        with:
          name: review
          path: review.md

  # Red where a scope of high sensitivity opens to somebody, until the label says that this is wanted.
  gate:
    name: gate on widening
    runs-on: ubuntu-latest
    if: \${{ !contains(github.event.pull_request.labels.*.name, '${LABEL}') }}
    permissions:
      contents: read
    env:
      BASE: \${{ github.event.pull_request.base.sha }}
    steps:
${SETUP}
      - run: ${access} diff "$BASE" --fail-on widened:high

  comment:
    name: comment
    needs: check
    runs-on: ubuntu-latest
    # A fork's token cannot write; its summary is at the run itself.
    if: \${{ github.event.pull_request.head.repo.full_name == github.repository }}
    permissions:
      pull-requests: write
    steps:
      - uses: ${ACTIONS.fetch}
        with:
          name: review
      - name: One comment, written anew each time
        env:
          GH_TOKEN: \${{ github.token }}
          COMMENTS: repos/\${{ github.repository }}/issues/\${{ github.event.pull_request.number }}/comments
          ONE: repos/\${{ github.repository }}/issues/comments
        run: |
          id=$(gh api "$COMMENTS" --paginate --jq '.[] | select(.user.type == "Bot" and (.body | startswith("${COMMENT_MARK}"))) | .id' | head -n 1)
          if [ -n "$id" ]; then
            gh api --method PATCH "$ONE/$id" --field body=@review.md --silent
          else
            gh api --method POST "$COMMENTS" --field body=@review.md --silent
          fi

${stackJob({ job: "preview", stack: first!, operation: "preview", environment: `${first}-preview`, also: PREVIEW(first!) })}`;
}

/** One operation on one stack, for the others to call. */
function stack({ access, policies }: Forge): string {
  return `# One operation on one stack. The role of the environment may decrypt the stack's secrets and reach AWS; nothing else is kept here.
# Variables of each environment: PULUMI_BACKEND_URL (such as s3://bucket), AWS_ROLE, AWS_REGION.
name: stack
on:
  workflow_call:
    inputs:
      stack:
        required: true
        type: string
      operation:
        required: true
        type: string
        description: preview, up or drift
      environment:
        required: true
        type: string
permissions: {}
jobs:
  stack:
    name: \${{ inputs.operation }} \${{ inputs.stack }}
    runs-on: ubuntu-latest
    environment: \${{ inputs.environment }}
    permissions:
      contents: read
      id-token: write
    concurrency:
      group: stack-\${{ inputs.stack }}
    env:
      STACK: \${{ inputs.stack }}
      OPERATION: \${{ inputs.operation }}
      PULUMI_BACKEND_URL: \${{ vars.PULUMI_BACKEND_URL }}
    steps:
${SETUP}
      # A stack without AWS needs no role, where its state and its key are elsewhere.
      - uses: ${ACTIONS.aws}
        if: \${{ vars.AWS_ROLE != '' }}
        with:
          role-to-assume: \${{ vars.AWS_ROLE }}
          aws-region: \${{ vars.AWS_REGION }}
      - name: The Pulumi CLI, built from sources whose hashes are known
        run: ${access} engine
      - name: The operation
        run: |
          PATH="$(${access} engine --folder):$PATH"
          export PATH
          case "$OPERATION" in
            preview) pulumi preview --stack "$STACK" --diff --policy-pack ${policies} ;;
            up) pulumi up --stack "$STACK" --yes --policy-pack ${policies} ;;
            drift) pulumi preview --stack "$STACK" --refresh --expect-no-changes ;;
            *) echo "unknown operation $OPERATION" >&2; exit 2 ;;
          esac
`;
}

interface StackJob {
  readonly job: string;
  readonly stack: string;
  readonly operation: "preview" | "up" | "drift";
  readonly environment: string;
  /** Further lines, each with its line break. */
  readonly also?: string;
}

/** A job that calls `stack.yml`. */
function stackJob({ job, stack, operation, environment, also = "" }: StackJob): string {
  return `  ${job}:
${also}    permissions:
      contents: read
      id-token: write
    uses: ./.github/workflows/stack.yml
    with:
      stack: ${stack}
      operation: ${operation}
      environment: ${environment}
`;
}

function deploy({ stacks }: Forge): string {
  const jobs = stacks.map((stack, index) => {
    const also = index === 0 ? "" : `    needs: ${stacks[index - 1]}\n`;
    return stackJob({ job: stack, stack, operation: "up", environment: stack, also });
  });
  return `# What is on main is deployed, stack after stack. An environment that asks for reviewers waits for them.
name: deploy
on:
  push:
    branches: [main]
permissions: {}
concurrency:
  group: deploy
  cancel-in-progress: false
jobs:
${jobs.join("\n")}`;
}

function drift({ stacks }: Forge): string {
  const jobs = stacks.map((stack) =>
    stackJob({ job: stack, stack, operation: "drift", environment: `${stack}-preview` }),
  );
  return `# Red in the morning where somebody has changed by hand what a stack declares.
name: drift
on:
  schedule:
    - cron: "17 4 * * *"
  workflow_dispatch:
permissions: {}
jobs:
${jobs.join("\n")}`;
}

/**
 * What a package's known weaknesses say of those that are deployed. What only builds and tests the product is left out: it
 * would make the morning red for something that nobody can reach.
 */
const AUDIT = "npm audit --omit dev --audit-level moderate";
/** Ends with 1 where something is older than it could be, which is worth a list and no red morning. */
const outdated = ({ more = [] }: Forge): string[] => [
  "npm outdated --long > outdated.txt || test $? -eq 1",
  ...more.flatMap((folder) => [
    `npm ci --ignore-scripts --prefix ${folder}`,
    `npm outdated --long --prefix ${folder} >> outdated.txt || test $? -eq 1`,
  ]),
];

/** The look at versions; GitLab's is below. */
const versions = (
  forge: Forge,
) => `# Red in the morning where a package that is deployed has a known weakness; newer versions are listed in the run's summary.
name: versions
on:
  schedule:
    - cron: "47 4 * * *"
  workflow_dispatch:
permissions: {}
jobs:
  versions:
    name: versions
    runs-on: ubuntu-latest
    permissions:
      contents: read
    steps:
${SETUP}
      - name: What is older than it could be
        run: |
          ${outdated(forge).join("\n          ")}
          { printf '### Newer versions\\n\\n\`\`\`\\n'; cat outdated.txt; printf '\`\`\`\\n'; } >> "$GITHUB_STEP_SUMMARY"
      - name: What is deployed and has a known weakness
        run: ${AUDIT}
`;

/** The same for GitLab. A merge request shows the review as an artifact: the token of a job cannot write a comment there. */
function gitlab(forge: Forge): string {
  const { access, policies, stacks } = forge;
  const identity = `  # An image with Node.js 22 and the Pulumi CLI, by its digest.
  image: $PULUMI_IMAGE
  id_tokens:
    AWS_TOKEN:
      aud: https://gitlab.com
  before_script:
    - npm ci --ignore-scripts
    - printf '%s' "$AWS_TOKEN" > "$CI_PROJECT_DIR.token"
    - export AWS_WEB_IDENTITY_TOKEN_FILE="$CI_PROJECT_DIR.token" AWS_ROLE_ARN="$AWS_ROLE"`;
  const up = stacks.map(
    (name, index) => `
up ${name}:
  extends: .stack
  stage: deploy
  environment: ${name}
  resource_group: ${name}
  needs: ${index === 0 ? "[]" : `["up ${stacks[index - 1]}"]`}
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_PIPELINE_SOURCE == "push"
      when: ${index === 0 ? "on_success" : "manual"}
  script:
    - pulumi up --stack ${name} --yes --policy-pack ${policies}
`,
  );
  const nightly = stacks.map(
    (name) => `
drift ${name}:
  extends: .stack
  stage: drift
  environment:
    name: ${name}
    action: verify
  needs: []
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  script:
    - pulumi preview --stack ${name} --refresh --expect-no-changes
`,
  );
  return `# What a merge request about access must pass, deployments from the default branch, and a scheduled look for drift and versions.
# Variables: PULUMI_IMAGE; of each environment: PULUMI_BACKEND_URL (such as s3://bucket), AWS_ROLE, AWS_REGION. No secret is kept here.
stages: [check, deploy, drift]

default:
  image: node:22

check:
  stage: check
  variables:
    GIT_DEPTH: 0
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - npm ci --ignore-scripts
    - npm test
    - ${access} check
    - ${access} plan --check
    - ${access} start --check --engine mock
    - ${access} diff "$CI_MERGE_REQUEST_DIFF_BASE_SHA" --format markdown > review.md
    - ${access} plan --since "$CI_MERGE_REQUEST_DIFF_BASE_SHA" >> review.md
    - cat review.md
    # The label says that what widens is wanted.
    - case ",$CI_MERGE_REQUEST_LABELS," in *,${LABEL},*) ;; *) ${access} diff "$CI_MERGE_REQUEST_DIFF_BASE_SHA" --fail-on widened:high ;; esac
  artifacts:
    when: always
    expose_as: who gains and who loses what
    paths: [review.md]

.stack:
${identity}
${up.join("")}${nightly.join("")}
versions:
  stage: drift
  needs: []
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  script:
    - npm ci --ignore-scripts
    - ${outdated(forge).join("\n    - ")}
    - cat outdated.txt
    - ${AUDIT}
`;
}
