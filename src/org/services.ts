import type { WebClient } from '@slack/web-api';
import type { Kernel } from '../kernel/index.ts';
import type { Playbook } from '../playbook/index.ts';
import type { People } from './people.ts';

/** What every slice from here up is handed. */
export interface Services {
  readonly kernel: Kernel;
  /** For what a person waits for; messages go through the outbox instead. */
  readonly client: WebClient;
  readonly people: People;
  readonly playbook: Playbook;
  readonly botUserId: string;
}
