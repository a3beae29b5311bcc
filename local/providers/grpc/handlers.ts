/** The methods of Pulumi's provider protocol, for a local provider. Those that are not here answer UNIMPLEMENTED. */
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Failure } from "../properties";
import { InitFailed, type Diffed, type LocalProvider, type ResourceState } from "../provider";
import { isEqual } from "../values";
import { bothSecrets, decodeStruct, encodeStruct, secretProperties, type Decoded } from "./codec";

type Method<Q, A> = (call: grpc.ServerUnaryCall<Q, A>, callback: grpc.sendUnaryData<A>) => void;

export function createHandlers(provider: LocalProvider): grpc.UntypedServiceImplementation {
  /** The outputs in wire form: secret is what was secret among the inputs, and what the type says. */
  const outputsOf = (type: string, state: ResourceState, ...known: Decoded[]) => {
    const inherited = known.map(({ secrets }) => secrets).reduce(bothSecrets, undefined);
    const own = provider.secretOutputs(type).filter((name) => name in state.outputs);
    return encodeStruct(state.outputs, bothSecrets(inherited, secretProperties(own)));
  };

  return {
    getPluginInfo: method(() => new plugin.PluginInfo().setVersion(provider.version)),
    attach: method(() => new Empty()),
    cancel: method(() => new Empty()),
    getSchema: method(() => new proto.GetSchemaResponse().setSchema(schemaOf(provider))),

    checkConfig: method((request: proto.CheckRequest) => {
      const { values, secrets } = decodeStruct(request.getNews());
      return new proto.CheckResponse()
        .setInputs(encodeStruct(values, secrets))
        .setFailuresList(failures(provider.checkConfig(values)));
    }),

    /** A provider is never replaced: its resources stay what they are when the local cloud moves to another port. */
    diffConfig: method((request: proto.DiffRequest) => {
      const olds = decodeStruct(request.getOldInputs() ?? request.getOlds()).values;
      const isSame = isEqual(olds, decodeStruct(request.getNews()).values);
      return new proto.DiffResponse().setChanges(isSame ? NONE : SOME);
    }),

    configure: method(async (request: proto.ConfigureRequest) => {
      await provider.configure(decodeStruct(request.getArgs()).values);
      return new proto.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true).setAcceptresources(false);
    }),

    invoke: method(async (request: proto.InvokeRequest) => {
      const args = decodeStruct(request.getArgs());
      const answer = await provider.invoke(request.getTok(), args.values);
      return new proto.InvokeResponse()
        .setReturn(encodeStruct(answer.result, args.secrets))
        .setFailuresList(failures(answer.failures));
    }),

    check: method((request: proto.CheckRequest) => {
      const news = decodeStruct(request.getNews());
      const olds = request.getOlds() && decodeStruct(request.getOlds()).values;
      const { type, name } = typeAndName(request.getUrn());
      const checked = provider.check(type, olds, news.values, { name, seed: request.getRandomseed_asU8() });
      return new proto.CheckResponse()
        .setInputs(encodeStruct(checked.inputs, news.secrets))
        .setFailuresList(failures(checked.failures));
    }),

    diff: method((request: proto.DiffRequest) => {
      const olds = decodeStruct(request.getOldInputs()).values;
      const { type } = typeAndName(request.getUrn());
      return diffResponse(provider.diff(type, olds, decodeStruct(request.getNews()).values));
    }),

    create: method(async (request: proto.CreateRequest) => {
      const inputs = decodeStruct(request.getProperties());
      const { type } = typeAndName(request.getUrn());
      const state = await provider.create(type, inputs.values, request.getPreview()).catch((error: unknown) => {
        throw error instanceof InitFailed ? new Unfinished(error, outputsOf(type, error.state, inputs)) : error;
      });
      return new proto.CreateResponse().setId(state.id).setProperties(outputsOf(type, state, inputs));
    }),

    read: method(async (request: proto.ReadRequest) => {
      const { type } = typeAndName(request.getUrn());
      const inputs = decodeStruct(request.getInputs());
      const outputs = decodeStruct(request.getProperties());
      const isImport = Object.keys(inputs.values).length === 0;
      const state = await provider.read(type, request.getId(), isImport ? undefined : inputs.values, outputs.values);
      // No id: there is no such resource any more.
      if (state === undefined) return new proto.ReadResponse();
      return new proto.ReadResponse()
        .setId(state.id)
        .setInputs(encodeStruct(state.inputs, inputs.secrets))
        .setProperties(outputsOf(type, state, inputs, outputs));
    }),

    update: method(async (request: proto.UpdateRequest) => {
      const { type } = typeAndName(request.getUrn());
      const olds = decodeStruct(request.getOlds());
      const news = decodeStruct(request.getNews());
      const oldInputs = decodeStruct(request.getOldInputs());
      const old = { id: request.getId(), inputs: oldInputs.values, outputs: olds.values };
      const state = await provider.update(type, old, news.values, request.getPreview());
      return new proto.UpdateResponse().setProperties(outputsOf(type, state, news));
    }),

    delete: method(async (request: proto.DeleteRequest) => {
      const { type } = typeAndName(request.getUrn());
      const outputs = decodeStruct(request.getProperties()).values;
      const inputs = decodeStruct(request.getOldInputs()).values;
      await provider.delete(type, { id: request.getId(), inputs, outputs });
      return new Empty();
    }),
  };
}

/** How the protocol says that a resource is there and not yet what it should be: in the details of an error. */
class Unfinished extends Error {
  constructor(
    private readonly failed: InitFailed,
    private readonly properties: ReturnType<typeof encodeStruct>,
  ) {
    super(failed.message);
  }

  metadata(): grpc.Metadata {
    const detail = new proto.ErrorResourceInitFailed()
      .setId(this.failed.state.id)
      .setProperties(this.properties)
      .setReasonsList([this.message]);
    const any = new Any();
    any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status().setCode(grpc.status.UNKNOWN).setMessage(this.message);
    status.addDetails(any);
    const metadata = new grpc.Metadata();
    metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
    return metadata;
  }
}

/** The engine shows the message to the person who runs it, so it is all that it gets. */
function method<Q, A>(handle: (request: Q) => A | Promise<A>): Method<Q, A> {
  return async (call, callback) => {
    try {
      callback(null, await handle(call.request));
    } catch (error) {
      const { message } = error as Error;
      const details = error instanceof Unfinished ? { metadata: error.metadata() } : {};
      callback({ code: grpc.status.UNKNOWN, message, ...details }, null);
    }
  };
}

const { DIFF_NONE: NONE, DIFF_SOME: SOME } = proto.DiffResponse.DiffChanges;

function diffResponse({ differences, deleteBeforeReplace }: Diffed): proto.DiffResponse {
  const response = new proto.DiffResponse()
    .setChanges(differences.length === 0 ? NONE : SOME)
    .setDiffsList(differences.map(({ property }) => property))
    .setReplacesList(differences.filter(({ replace }) => replace).map(({ property }) => property))
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const { property, change, replace } of differences) {
    const kind = `${change.toUpperCase()}${replace ? "_REPLACE" : ""}` as keyof typeof proto.PropertyDiff.Kind;
    const detail = new proto.PropertyDiff().setKind(proto.PropertyDiff.Kind[kind]).setInputdiff(true);
    response.getDetaileddiffMap().set(property, detail);
  }
  return response;
}

function failures(all: readonly Failure[]): proto.CheckFailure[] {
  return all.map(({ property, reason }) => new proto.CheckFailure().setProperty(property).setReason(reason));
}

/** `urn:pulumi:stack::project::parent$type::name`; the name may hold `::` itself. */
export function typeAndName(urn: string): { type: string; name: string } {
  const [, , qualified = "", ...name] = urn.split("::");
  return { type: qualified.slice(qualified.lastIndexOf("$") + 1), name: name.join("::") };
}

/** Which types and functions there are. Types of properties are the SDK's business. */
function schemaOf({ name, version, tokens }: LocalProvider): string {
  return JSON.stringify({
    name,
    version,
    resources: Object.fromEntries(tokens.resources.map((token) => [token, {}])),
    functions: Object.fromEntries(tokens.functions.map((token) => [token, { inputs: {}, outputs: {} }])),
    types: {},
    provider: { description: `The local ${name} provider.` },
  });
}
