import { readFileSync } from 'node:fs';
import process from 'node:process';
import { gatewayConfig as config } from '../gateway/gateway.config.mjs';

process.env.SUBGRAPH_SHARED_SECRET ??= readFileSync('/run/secrets/subgraph_shared_secret', 'utf8').trim();

/** The configuration of examples/gateway, with the secret from where compose.yaml puts it. */
export const gatewayConfig = config;
