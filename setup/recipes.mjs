/**
 * @typedef {'VICTORIAMETRICS_IMAGE' | 'VMAGENT_IMAGE' | 'VMALERT_IMAGE'} VictoriaMetricsVariable
 * @typedef {'PROMETHEUS_IMAGE' | 'ALERTMANAGER_IMAGE' | 'NODE_IMAGE' | VictoriaMetricsVariable} LocalImageVariable
 *
 * @typedef {object} Recipe How to build a substitute for an official image: same paths, user and entrypoint.
 * @property {string} name repository
 * @property {readonly string[]} packages of the Debian suite in debian.mjs
 * @property {readonly string[]} hooks shell commands in the root file system's directory
 * @property {readonly string[]} settings image configuration as Dockerfile instructions
 * @property {string} version command that prints the version, which becomes the tag
 * @property {string} check command that has to succeed in the image
 */

/** The certificate authorities that this machine trusts. */
const CA_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

/** A C library, time zones, and a shell with its usual commands, as the official images have. */
export const BASE_PACKAGES = ['base-files', 'base-passwd', 'libc6', 'busybox-static', 'tzdata'];
/** Shell commands for every image, in the root file system's directory. */
export const BASE_HOOKS = [
  'cp usr/share/base-passwd/passwd.master etc/passwd',
  'cp usr/share/base-passwd/group.master etc/group',
  `mkdir -p etc/ssl/certs && cp ${CA_BUNDLE} etc/ssl/certs/`,
  'chroot . /bin/busybox --install -s',
  "echo 'hosts: files dns' > etc/nsswitch.conf",
  // Dependencies of maintainer scripts, which do not run, and what is not needed at run time.
  'find usr/bin usr/sbin -perm /6000 -delete',
  'rm -rf usr/share/doc usr/share/locale usr/share/man usr/share/perl5 usr/lib/*/gconv',
  // mmdebstrap's copies of this machine's.
  'rm -f etc/hostname etc/resolv.conf',
];

/**
 * A program of VictoriaMetrics. Debian has all of them in one package.
 *
 * @param {string} program
 * @param {number} port
 * @returns {Recipe}
 */
const victoriaMetrics = (program, port) => ({
  name: program,
  packages: ['victoria-metrics'],
  hooks: [
    `mv usr/bin/${program} ${program}-prod && rm -f usr/bin/victoria-metrics usr/bin/vm*`,
    // The programs of Debian's build do not print their version.
    "sed -n '/^Package: victoria-metrics$/,/^$/s/^Version: //p' var/lib/apt/lists/*_Packages > etc/package-version",
  ],
  settings: [`EXPOSE ${port}`, `ENTRYPOINT ["/${program}-prod"]`],
  version: 'cat /etc/package-version',
  check: `/${program}-prod --version`,
});

/**
 * Every image that can be built here. Debian and npm have no Grafana.
 *
 * @type {Record<LocalImageVariable, Recipe>}
 */
export const RECIPES = {
  PROMETHEUS_IMAGE: {
    name: 'prometheus',
    packages: ['prometheus', 'promtool'],
    hooks: [
      'mkdir prometheus && chown 65534:65534 prometheus',
      // The default storage path of Debian's build.
      'mkdir -p var/lib/prometheus && rm -rf var/lib/prometheus/metrics2',
      'ln -s /prometheus var/lib/prometheus/metrics2',
    ],
    settings: [
      'USER nobody',
      'WORKDIR /prometheus',
      'VOLUME /prometheus',
      'EXPOSE 9090',
      'ENTRYPOINT ["/bin/prometheus"]',
      'CMD ["--config.file=/etc/prometheus/prometheus.yml","--storage.tsdb.path=/prometheus"]',
    ],
    version: '/bin/prometheus --version',
    check: '/bin/promtool --version',
  },
  ALERTMANAGER_IMAGE: {
    name: 'alertmanager',
    packages: ['prometheus-alertmanager'],
    hooks: [
      'mv usr/bin/prometheus-alertmanager usr/bin/alertmanager',
      'mkdir -p etc/alertmanager && mv etc/prometheus/alertmanager.yml etc/alertmanager/',
      'mkdir alertmanager && chown 65534:65534 alertmanager',
      'mkdir -p var/lib/prometheus && rm -rf var/lib/prometheus/alertmanager',
      'ln -s /alertmanager var/lib/prometheus/alertmanager',
    ],
    settings: [
      'USER nobody',
      'WORKDIR /alertmanager',
      'VOLUME /alertmanager',
      'EXPOSE 9093',
      'ENTRYPOINT ["/bin/alertmanager"]',
      'CMD ["--config.file=/etc/alertmanager/alertmanager.yml","--storage.path=/alertmanager"]',
    ],
    version: '/bin/alertmanager --version',
    check: '/bin/amtool --version',
  },
  NODE_IMAGE: {
    name: 'node',
    packages: ['libstdc++6', 'libatomic1'],
    hooks: [
      'echo node:x:1000:1000::/home/node:/bin/sh >> etc/passwd && echo node:x:1000: >> etc/group',
      'mkdir home/node && chown 1000:1000 home/node',
      // Node and npm come from the npm registry; the paths are the official image's.
      'mkdir -p usr/local/bin usr/local/lib/node_modules/npm',
      'tar -xzf "$NPM_PACKAGES"/node-linux-*.tgz -C usr/local --strip-components=1 package/bin/node',
      'tar -xzf "$NPM_PACKAGES"/npm-*.tgz -C usr/local/lib/node_modules/npm --strip-components=1',
      'ln -s ../lib/node_modules/npm/bin/npm-cli.js usr/local/bin/npm',
      'ln -s ../lib/node_modules/npm/bin/npx-cli.js usr/local/bin/npx',
      'chown -R 0:0 usr/local',
    ],
    settings: [
      'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      // Where TLS is intercepted, npm has to trust what this machine trusts.
      `ENV NODE_EXTRA_CA_CERTS=${CA_BUNDLE}`,
      'CMD ["node"]',
    ],
    version: 'node --version',
    check: 'npm --version',
  },
  VICTORIAMETRICS_IMAGE: victoriaMetrics('victoria-metrics', 8428),
  VMAGENT_IMAGE: victoriaMetrics('vmagent', 8429),
  VMALERT_IMAGE: victoriaMetrics('vmalert', 8880),
};
