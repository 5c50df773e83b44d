'use strict';

// Certificates as a device maker makes them, with the openssl program.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const run = (...args) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });

/** A certificate that signs itself: a device of an individual enrolment. */
function selfSigned(commonName) {
  return inFolder((file) => {
    run('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', `/CN=${commonName}`, '-keyout', file('key'), '-out', file('cert'));
    return { cert: read(file('cert')), key: read(file('key')) };
  });
}

/** A root with an intermediate under it, which issues a device's certificate. */
function authority() {
  return inFolder((file) => {
    extensions(file);
    run('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=Interop root', '-config', file('conf'), '-extensions', 'ca', '-keyout', file('root.key'), '-out', file('root'));
    const root = { cert: read(file('root')), key: read(file('root.key')) };
    return { root, intermediate: issue(root, 'Interop intermediate', 'ca') };
  });
}

/** A certificate under another one. `extension` is `ca` or `device`. */
function issue(issuer, commonName, extension) {
  return inFolder((file) => {
    extensions(file);
    fs.writeFileSync(file('ca'), issuer.cert);
    fs.writeFileSync(file('ca.key'), issuer.key, { mode: 0o600 });
    run('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${commonName}`, '-keyout', file('key'), '-out', file('csr'));
    run('x509', '-req', '-in', file('csr'), '-CA', file('ca'), '-CAkey', file('ca.key'), '-CAcreateserial', '-days', '2', '-extfile', file('conf'), '-extensions', extension, '-out', file('cert'));
    return { cert: read(file('cert')), key: read(file('key')) };
  });
}

/** The SHA-1 thumbprint as the registry takes it. */
const thumbprint = (certificate) => new (require('node:crypto').X509Certificate)(certificate.cert).fingerprint.replaceAll(':', '');

const read = (file) => fs.readFileSync(file, 'utf8');

function extensions(file) {
  fs.writeFileSync(file('conf'), `
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
[device]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
`);
}

function inFolder(work) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'certificates-'));
  try {
    return work((name) => path.join(folder, name));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

module.exports = { selfSigned, authority, issue, thumbprint };
