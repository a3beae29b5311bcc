/** What the program declares for a stack, recorded on the SDK's mock monitor: types, names and inputs, without an engine. */
import * as pulumi from "@pulumi/pulumi";
import * as settings from "@pulumi/pulumi/runtime/settings";
import { declareStack } from "../components/stack/declareStack";

/** One registration. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  /** Whether a provider makes it; otherwise it is a component. */
  readonly custom: boolean;
  /** Of the component that it belongs to; undefined: the stack's own. */
  readonly parent?: { readonly type: string; readonly name: string };
  /** Plain inputs. INVARIANT: a secret is not among them. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What the stack is declared with. */
export interface StackToRecord {
  /** The value of the access file. */
  readonly file: unknown;
  readonly handlers?: string;
  readonly project: string;
  readonly stack: string;
  /** Flat configuration, as the engine hands it over. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  /** Name of a group → its id in the org; one that is not there gets a name in the place of one. */
  readonly groupIds: ReadonlyMap<string, string>;
}

// The SDK has it, and leaves it out of its types.
const { waitForRPCs } = settings as unknown as { waitForRPCs(): Promise<void> };

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Resources are registered from the promises of others, so that one round may start the next. */
const ROUNDS = 3;

/**
 * Declares the stack and gives all that it registers.
 *
 * @throws what `declareStack` throws: every mistake of the file and of the settings.
 */
export async function recordStack(stack: StackToRecord): Promise<Registration[]> {
  const lost: unknown[] = [];
  const collect = (reason: unknown) => void lost.push(reason);
  process.prependListener("unhandledRejection", collect);
  // Without an engine the SDK tells its log to the terminal; whoever wants the findings of a file calls `access check`.
  const { error: write } = console;
  console.error = () => undefined;
  try {
    await pulumi.runtime.setMocks(mocksOf(stack), stack.project, stack.stack, false);
    pulumi.runtime.setAllConfig({ ...stack.config }, [...stack.secretKeys]);
    const recorded = record();
    declareStack({ access: stack.file, ...(stack.handlers === undefined ? {} : { handlers: stack.handlers }) });
    for (let round = 0; round < ROUNDS; round++) {
      await waitForRPCs();
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (lost.length > 0) throw lost[0];
    return recorded;
  } finally {
    console.error = write;
    process.removeListener("unhandledRejection", collect);
  }
}

function mocksOf({ groupIds }: StackToRecord): pulumi.runtime.Mocks {
  return {
    newResource: ({ type, name, inputs, custom }) => ({
      id: custom ? `id-of-${name}` : "",
      state: { ...(inputs as object), ...COMPUTED[type]?.(name) },
    }),
    call: ({ token, inputs }) => {
      const { name, q } = inputs as { name?: unknown; q?: unknown };
      if (token === "okta:index/getGroups:getGroups") {
        const id = groupIds.get(String(q)) ?? `id-of-${String(q)}`;
        return { id: "groups", groups: [{ id, name: q, type: "OKTA_GROUP" }] };
      }
      // As the provider, where no server has the name.
      if (token === "okta:auth/getServer:getServer")
        throw new Error(`authorization server ${String(name)} is not there`);
      if (token === "aws:kms/getPublicKey:getPublicKey") throw new Error("a key that is not there cannot be read");
      return { ...(inputs as object), id: "id-of-something" };
    },
  };
}

/** What the cloud adds to the inputs, as far as the program reads it. */
const COMPUTED: Readonly<Record<string, (name: string) => object>> = {
  "okta:auth/server:Server": (name) => ({ issuer: `https://example.okta.com/oauth2/id-of-${name}` }),
  "okta:app/oAuth:OAuth": (name) => ({ clientId: `client-id-of-${name}` }),
};

interface Struct {
  toJavaScript(): Record<string, unknown>;
}

interface RegisterRequest {
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getParent(): string;
  getObject(): Struct;
}

interface Monitor {
  registerResource(request: RegisterRequest, callback: unknown): unknown;
}

function record(): Registration[] {
  const recorded: Registration[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    const parent = parentOf(request.getParent());
    recorded.push({
      type: request.getType(),
      name: request.getName(),
      custom: request.getCustom(),
      ...(parent === undefined ? {} : { parent }),
      inputs: plain(request.getObject().toJavaScript()) as Record<string, unknown>,
    });
    return register(request, callback);
  };
  return recorded;
}

function parentOf(urn: string): Registration["parent"] {
  const [, , types = "", ...name] = urn.split("::");
  const type = types.split("$").at(-1)!;
  return urn === "" || type === "pulumi:pulumi:Stack" ? undefined : { type, name: name.join("::") };
}

/** The wire format as plain values; of a secret nothing is kept. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const { [SIGNATURE]: signature, ...rest } = value as Record<string, unknown>;
  if (signature === SECRET) return "[secret]";
  return Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, plain(inner)]));
}
