/** Mocks for the SDK's own monitor that apply each resource to the local providers: a deployment without the Pulumi CLI. */
import * as pulumi from "@pulumi/pulumi";
import { decode, type Secrets } from "./grpc/codec";
import { toPlainAssets } from "./plainAssets";
import type { LocalProvider } from "./provider";
import type { Values } from "./values";

const PROVIDER_TYPE = "pulumi:providers:";

/** Each resource is checked and created, or read where it has an id; a component is taken as it is. */
export function mocksFor(providers: readonly LocalProvider[]): pulumi.runtime.Mocks {
  const byName = new Map(providers.map((provider) => [provider.name, provider]));

  function providerOf(token: string): LocalProvider {
    const provider = byName.get(token.split(":")[0] ?? "");
    if (provider === undefined)
      throw new Error(`there is no local provider for \`${token}\` (there are: ${[...byName.keys()].join(", ")})`);
    return provider;
  }

  return {
    async newResource({ type, name, inputs, custom, id }) {
      if (!custom) return { id: undefined, state: inputs as object };
      const { value, secrets } = decode(await toPlainAssets(inputs));
      const plain = value as Values;
      if (type.startsWith(PROVIDER_TYPE)) {
        const provider = providerOf(type.slice(PROVIDER_TYPE.length));
        assertNone(provider.checkConfig(plain), name);
        await provider.configure(plain);
        return { id: `${name}-id`, state: inputs as object };
      }
      const provider = providerOf(type);
      const state = id ? await read(provider, type, id, plain) : await create(provider, type, name, plain);
      return { id: state.id, state: withSecrets({ ...state.outputs, ...assetsOf(inputs as object) }, secrets) };
    },

    async call({ token, inputs }) {
      try {
        const given = decode(await toPlainAssets(inputs)).value as Values;
        const { result, failures } = await providerOf(token).invoke(token, given);
        assertNone(failures, token);
        return result as Record<string, unknown>;
      } catch (error) {
        throw withDetails(error);
      }
    },
  };
}

/** Of a call that fails the SDK shows what gRPC calls its details, and not the message. */
function withDetails(error: unknown): unknown {
  return error instanceof Error ? Object.assign(error, { details: error.message }) : error;
}

async function create(provider: LocalProvider, type: string, name: string, inputs: Values) {
  const checked = provider.check(type, undefined, inputs, { name });
  assertNone(checked.failures, name);
  return provider.create(type, checked.inputs);
}

async function read(provider: LocalProvider, type: string, id: string, inputs: Values) {
  const state = await provider.read(type, id, undefined, inputs);
  if (state === undefined) throw new Error(`there is no ${type} with the id \`${id}\``);
  return state;
}

function assertNone(failures: readonly { readonly reason: string }[], name: string): void {
  if (failures.length > 0) throw new Error(`\`${name}\`: ${failures.map(({ reason }) => reason).join("; ")}`);
}

/** Assets go back as the objects that came: the SDK knows how to send those. */
function assetsOf(inputs: object): Record<string, unknown> {
  const isAsset = (value: unknown) => pulumi.asset.Asset.isInstance(value) || pulumi.asset.Archive.isInstance(value);
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => isAsset(value)));
}

function withSecrets(outputs: Record<string, unknown>, secrets: Secrets): Record<string, unknown> {
  if (secrets === undefined || secrets === true) return outputs;
  const marked = Object.keys(secrets).filter((name) => outputs[name] !== undefined);
  return { ...outputs, ...Object.fromEntries(marked.map((name) => [name, pulumi.secret(outputs[name])])) };
}
