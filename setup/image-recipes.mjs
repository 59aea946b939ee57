/**
 * @typedef {'PROMETHEUS_IMAGE' | 'ALERTMANAGER_IMAGE' | 'NODE_IMAGE'} LocalImageVariable
 *
 * @typedef {object} Recipe How to build a stand-in for an official image: same paths, user and entrypoint.
 * @property {string} name of the repository
 * @property {string} versionOf the Debian package whose version becomes the tag; empty = Node's
 * @property {readonly string[]} packages unpacked into the root file system
 * @property {readonly [from: string, to: string][]} move from Debian's paths to the official image's
 * @property {readonly [path: string, owner: number][]} owned directories that do not belong to root
 * @property {readonly [path: string, target: string][]} links
 * @property {readonly string[]} check arguments with which the entrypoint must succeed
 * @property {readonly string[]} settings image configuration as Dockerfile instructions
 */

/** Where Debian keeps the certificate authorities that a machine trusts. */
export const CA_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
/** libc and, since official images have a shell as well, a static busybox. */
const BASE = ['libc6', 'libgcc-s1', 'busybox-static', 'tzdata'];

/**
 * What stands in for which official image.
 *
 * @type {Record<LocalImageVariable, Recipe>}
 */
export const RECIPES = {
  PROMETHEUS_IMAGE: {
    name: 'prometheus',
    versionOf: 'prometheus',
    packages: ['prometheus', 'promtool', ...BASE],
    move: [],
    owned: [['prometheus', 65_534]],
    // Debian's build has another default for the storage path.
    links: [['var/lib/prometheus/metrics2', '/prometheus']],
    check: ['/bin/promtool', '--version'],
    settings: [
      'USER nobody',
      'WORKDIR /prometheus',
      'VOLUME /prometheus',
      'EXPOSE 9090',
      'ENTRYPOINT ["/bin/prometheus"]',
      'CMD ["--config.file=/etc/prometheus/prometheus.yml","--storage.tsdb.path=/prometheus"]',
    ],
  },
  ALERTMANAGER_IMAGE: {
    name: 'alertmanager',
    versionOf: 'prometheus-alertmanager',
    packages: ['prometheus-alertmanager', ...BASE],
    move: [
      ['bin/prometheus-alertmanager', 'bin/alertmanager'],
      ['etc/prometheus/alertmanager.yml', 'etc/alertmanager/alertmanager.yml'],
    ],
    owned: [['alertmanager', 65_534]],
    links: [['var/lib/prometheus/alertmanager', '/alertmanager']],
    check: ['/bin/amtool', '--version'],
    settings: [
      'USER nobody',
      'WORKDIR /alertmanager',
      'VOLUME /alertmanager',
      'EXPOSE 9093',
      'ENTRYPOINT ["/bin/alertmanager"]',
      'CMD ["--config.file=/etc/alertmanager/alertmanager.yml","--storage.path=/alertmanager"]',
    ],
  },
  NODE_IMAGE: {
    name: 'node',
    versionOf: '',
    packages: ['libstdc++6', 'libatomic1', ...BASE],
    move: [],
    owned: [['home/node', 1000]],
    links: [],
    check: ['/usr/local/bin/npm', '--version'],
    settings: [
      'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      // Where TLS is intercepted, npm has to trust what this machine trusts.
      `ENV NODE_EXTRA_CA_CERTS=${CA_BUNDLE}`,
      'CMD ["node"]',
    ],
  },
};
