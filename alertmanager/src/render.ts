import { Document } from 'yaml';
import type { Notifications } from './config.ts';
import { inhibitRules } from './inhibition.ts';
import type { Receiver } from './receivers/receiver.ts';
import { eventsName, NOBODY, routingTree } from './routing.ts';

/** Paths below the configuration's folder → what stands there. */
export type Files = Readonly<Record<string, string>>;

/** Where Alertmanager finds a secret file, under the folder of its configuration. */
export const secretFile = (folder: string, fileName: string): string => `${folder}/secrets/${fileName}`;

const HEADER = ` Written by the service alertmanager-config from the settings in .env: change them there, then
 run "docker compose up -d". See docs/notifications.md.`;

/**
 * All that Alertmanager needs to read.
 *
 * @param folder where Alertmanager will see the files
 * @param templates the message templates that do not depend on the settings, by file name
 */
export function renderFiles(notifications: Notifications, folder: string, templates: Files): Files {
  const { receivers, heartbeat } = notifications;
  const everybody = heartbeat === undefined ? receivers : [...receivers, heartbeat];
  return {
    'alertmanager.yml': renderConfig(notifications, everybody, folder),
    ...inFolder('templates', templates),
    ...inFolder('templates', { 'links.tmpl': renderLinks(notifications) }),
    ...Object.assign({}, ...everybody.map((receiver) => inFolder('templates', receiver.templates ?? {}))),
    ...Object.assign({}, ...everybody.map((receiver) => inFolder('secrets', receiver.secrets))),
  };
}

const inFolder = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]));

function renderConfig(notifications: Notifications, everybody: readonly Receiver[], folder: string): string {
  const document = new Document(
    {
      route: routingTree(notifications.receivers, notifications.heartbeat),
      inhibit_rules: inhibitRules,
      receivers: [
        { name: NOBODY },
        ...everybody.map(({ name, configs }) => ({ name, ...configs })),
        ...notifications.receivers.map(({ name, configs }) => ({
          name: eventsName(name),
          ...withoutResolved(configs),
        })),
      ],
      templates: [`${folder}/templates/*.tmpl`],
    },
    { aliasDuplicateObjects: false },
  );
  document.commentBefore = HEADER;
  return document.toString({ lineWidth: 0 });
}

const withoutResolved = (configs: Receiver['configs']): Receiver['configs'] =>
  Object.fromEntries(
    Object.entries(configs).map(([kind, list]) => [
      kind,
      list.map((config) => ({ ...config, send_resolved: false })),
    ]),
  );

/** The dashboard that messages link to. Its uid is for ever, as links in old messages are. */
const DASHBOARD = '/d/hg612-line';

/** Go counts a time span in nanoseconds. */
const HOUR = 3_600_000_000_000;

/**
 * The link under a message: the dashboard over the time of the alert, an hour before it to an hour after. Where
 * there is no Grafana, Alertmanager's own page.
 */
function renderLinks({ grafanaUrl, alertmanagerUrl }: Notifications): string {
  const link = (and: string): string =>
    grafanaUrl === undefined ? `${alertmanagerUrl}/#/alerts` : dashboardLink(grafanaUrl, and);
  return [
    `{{ define "hg612.link" }}${link('&')}{{ end }}`,
    `{{ define "hg612.link.html" }}${link('&amp;')}{{ end }}`,
    `{{ define "hg612.link.name" }}${grafanaUrl === undefined ? 'Alertmanager' : 'Dashboard'}{{ end }}`,
    `{{ define "hg612.alertmanager" }}${alertmanagerUrl}{{ end }}`,
    '',
  ].join('\n');
}

function dashboardLink(grafanaUrl: string, and: string): string {
  const from = `{{ (.StartsAt.Add -${HOUR}).UnixMilli }}`;
  const to = `{{ if eq .Status "resolved" }}{{ (.EndsAt.Add ${HOUR}).UnixMilli }}{{ else }}now{{ end }}`;
  const instance = `{{ with .Labels.instance }}${and}var-instance={{ . | urlquery }}{{ end }}`;
  return `${grafanaUrl}${DASHBOARD}?from=${from}${and}to=${to}${instance}`;
}
