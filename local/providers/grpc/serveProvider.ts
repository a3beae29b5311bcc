/** Serves a local provider over gRPC, so that the real Pulumi engine can attach to it (`PULUMI_DEBUG_PROVIDERS`). */
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { LocalProvider } from "../provider";
import { createHandlers } from "./handlers";

export interface ServedProvider {
  /** On 127.0.0.1. */
  readonly port: number;
  close(): Promise<void>;
}

/** One engine at a time: there is one configuration, whichever provider resource of the package it is for. */
export async function serveProvider(provider: LocalProvider): Promise<ServedProvider> {
  // A function's code travels in one message.
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, createHandlers(provider));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    async close() {
      server.forceShutdown();
    },
  };
}
