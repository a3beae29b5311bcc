/** The laws of the layout (docs/architecture.md): which room may look into which. `npm run laws` checks them. */

const PRODUCT = "^(access[.]ts|people[.]ts|index[.]ts|handlers/|plans/|tests/product/)";
const ROOMS = "components|guard|service|client|lambda|local|cli|explorer";

/** The suites in which programs of others judge. tsconfig.json leaves them to tests/tsconfig.json. */
const WITH_STRANGERS = "browser|clients|product/browser|smt";

/** A room may be looked into through its face alone: guard/ has a second one, its contract with those who deploy it. */
const throughTheFace = (room) => ({
  name: `face-of-${room.replaceAll("/", "-")}`,
  comment: `what another room needs of ${room}/ stands in its index.ts`,
  severity: "error",
  from: { pathNot: [`^${room.split("/")[0]}/`, "^(tests|bench)/"] },
  // What the gateways and the guard agree on stands in a file of its own: who needs a name of a header loads no guard.
  to: { path: `^${room}/.`, pathNot: [`^${room}/index[.]ts$`, "^guard/contract[.]ts$"] },
});

module.exports = {
  forbidden: [
    {
      name: "no-circle",
      comment: "files that import each other in a circle are one file, or lack a third below both",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "nothing-imports-the-product",
      comment: "the program is for any product: it gets the product's folder as an argument",
      severity: "error",
      from: { pathNot: [PRODUCT, "^examples/"] },
      to: { path: PRODUCT },
    },
    {
      name: "nothing-imports-tests",
      comment: "what tests and the program share belongs to the program",
      severity: "error",
      from: { pathNot: "^tests/" },
      to: { path: "^tests/" },
    },
    {
      name: "strangers-when-wanted",
      comment:
        "`npm ci` brings no programs of others: what `npm test` runs, and what is run by hand, does without them",
      severity: "error",
      from: { pathNot: `^tests/(strangers|${WITH_STRANGERS})/` },
      to: { path: "^tests/strangers/" },
    },
    {
      name: "model-is-pure",
      comment: "model/ imports zod, and nothing else of the program",
      severity: "error",
      from: { path: "^model/" },
      to: { pathNot: ["^model/", "(^|/)node_modules/(zod|fastest-levenshtein)/"] },
    },
    {
      name: "intent-stands-alone",
      comment: "what the intent measures may not be asked by it, nor ask it: one mistake could hide in both",
      severity: "error",
      from: { path: "^model/intent[.]ts$" },
      to: { path: "^model/(compile|evaluate|prove|ask)/" },
    },
    {
      name: "intent-is-not-asked",
      severity: "error",
      from: { path: "^model/(compile|evaluate)/" },
      to: { path: "^model/intent[.]ts$" },
    },
    {
      name: "components-below",
      comment: "the arrows go cli, local, explorer → components → model; the gateway's contract stands in guard/",
      severity: "error",
      from: { path: "^components/" },
      to: { path: `^(${ROOMS})/`, pathNot: ["^components/", "^guard/contract[.]ts$"] },
    },
    {
      name: "guard-is-a-library",
      comment: "the guard runs in any backend: model/okta and model/routes are all that it needs",
      severity: "error",
      from: { path: "^guard/" },
      to: { path: `^(model|${ROOMS})/`, pathNot: ["^guard/", "^model/(okta|routes)/"] },
    },
    {
      name: "service-is-a-kit",
      comment: "the kit for handlers stands on the guard",
      severity: "error",
      from: { path: "^service/" },
      to: { path: `^(model|${ROOMS})/`, pathNot: ["^(service|guard)/", "^model/(okta|routes)/"] },
    },
    {
      name: "client-runs-in-browsers",
      comment:
        "the callers' module needs no package, nothing of Node.js, and of the program what model/okta and model/routes say",
      severity: "error",
      from: { path: "^client/" },
      to: { pathNot: ["^client/", "^model/(okta|routes)/"] },
    },
    {
      name: "lambda-is-guard-and-service",
      severity: "error",
      from: { path: "^lambda/" },
      to: { path: `^(model|${ROOMS})/`, pathNot: ["^(lambda|service|guard)/", "^model/(okta|routes)/"] },
    },
    {
      name: "local-does-not-know-the-command",
      comment: "the local cloud serves the explorer's page: it looks at its face",
      severity: "error",
      from: { path: "^local/" },
      to: { path: "^cli/" },
    },
    {
      name: "explorer-shows-the-model",
      comment: "the page runs the model itself; where the program is, components/program.ts knows",
      severity: "error",
      from: { path: "^explorer/" },
      to: { path: `^(${ROOMS})/`, pathNot: ["^(explorer|client)/", "^components/program[.]ts$"] },
    },
    {
      name: "explorer-page-runs-in-browsers",
      comment:
        "of the explorer, its page needs nothing of Node.js, and no package but zod and the demo's OAuth library",
      severity: "error",
      from: { path: "^explorer/app/" },
      to: {
        pathNot: ["^explorer/(app/|data[.]ts$)", "^(model|client)/", "(^|/)node_modules/(zod|oauth4webapi)/"],
      },
    },
    {
      name: "policies-judge-any-program",
      severity: "error",
      from: { path: "^policies/" },
      to: { path: `^(model|${ROOMS})/` },
    },
    {
      name: "kit-when-needed",
      comment:
        "the kit brings the AWS SDK along, for which no command waits that does not ask AWS: it is required in place",
      severity: "error",
      from: { path: "^(cli|components|local|explorer|policies)/" },
      to: { path: "^service/", dependencyTypes: ["import"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "shipped-needs-shipped",
      comment:
        "what the package holds needs `dependencies` alone; what it has bundled, or only builds it, may need more",
      severity: "error",
      from: { path: `^(model|policies|${ROOMS})/`, pathNot: ["^cli/(build|licences|sbom)[.]ts$", "^explorer/app/"] },
      to: { dependencyTypes: ["npm-dev"] },
    },
    {
      name: "named-where-used",
      comment: "a package that comes only with another one may be gone with its next version",
      severity: "error",
      // The manifest of the policy pack is the engine's: what the pack needs, this package has.
      from: { pathNot: "^policies/" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    ...["model/file", "model/okta", "model/compile", "model/routes", "model/evaluate", "model/prove", "model/ask"].map(
      throughTheFace,
    ),
    throughTheFace("guard"),
    throughTheFace("service"),
    throughTheFace("client"),
    throughTheFace("explorer"),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ["okta-api-access-source", "require", "node", "default"],
      exportsFields: ["exports"],
    },
    tsConfig: { fileName: "tsconfig.json" },
  },
};
