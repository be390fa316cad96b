import { z } from 'zod';

// What Slack accepts as an app manifest, major version 2, in the parts that an app like this one can use. Limits are
// those of Slack's published manifest schema; unknown keys are refused there as here.

const url = (longest: number) =>
  z
    .string()
    .regex(/^https?:\/\//)
    .max(longest);
const text = (longest: number, shortest = 1) => z.string().min(shortest).max(longest);
const names = (most: number) => z.array(z.string().max(50)).max(most);

const displayInformation = z.strictObject({
  name: text(35),
  description: text(140).optional(),
  long_description: text(4000, 175).optional(),
  background_color: z
    .string()
    .regex(/^#(?:[0-9a-f]{3}){1,2}$/i)
    .optional(),
});

const slashCommand = z.strictObject({
  command: z.string().startsWith('/').min(2).max(32),
  url: url(3000).optional(),
  description: text(2000),
  usage_hint: text(1000).optional(),
  should_escape: z.boolean().optional(),
});

const shortcut = z.strictObject({
  name: text(24),
  type: z.enum(['message', 'global']),
  callback_id: text(255),
  description: text(150),
});

const features = z.strictObject({
  app_home: z
    .strictObject({
      home_tab_enabled: z.boolean().optional(),
      messages_tab_enabled: z.boolean().optional(),
      messages_tab_read_only_enabled: z.boolean().optional(),
    })
    .optional(),
  bot_user: z.strictObject({ display_name: text(80), always_online: z.boolean().optional() }).optional(),
  slash_commands: z.array(slashCommand).min(1).max(50).optional(),
  shortcuts: z.array(shortcut).min(1).max(10).optional(),
});

const oauthConfig = z.strictObject({
  redirect_urls: z.array(z.string().max(2500)).max(1000).optional(),
  scopes: z
    .strictObject({
      bot: names(255).optional(),
      user: names(255).optional(),
      bot_optional: names(255).optional(),
      user_optional: names(255).optional(),
    })
    .optional(),
  pkce_enabled: z.boolean().optional(),
  token_management_enabled: z.boolean().optional(),
});

const eventNames = names(100).refine((events) => new Set(events).size === events.length, 'an event twice');

const settings = z.strictObject({
  event_subscriptions: z
    .strictObject({
      request_url: url(3500).optional(),
      bot_events: eventNames.optional(),
      user_events: eventNames.optional(),
    })
    .optional(),
  interactivity: z
    .strictObject({
      is_enabled: z.boolean(),
      request_url: url(3500).optional(),
      message_menu_options_url: url(3500).optional(),
    })
    .optional(),
  org_deploy_enabled: z.boolean().optional(),
  socket_mode_enabled: z.boolean().optional(),
  token_rotation_enabled: z.boolean().optional(),
});

/** An app manifest as Slack takes it. */
export const Manifest = z.strictObject({
  _metadata: z.strictObject({ major_version: z.int(), minor_version: z.int().optional() }).optional(),
  display_information: displayInformation,
  features: features.optional(),
  oauth_config: oauthConfig.optional(),
  settings: settings.optional(),
});
