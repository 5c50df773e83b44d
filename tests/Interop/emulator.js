'use strict';

// The emulator as a process that a test starts, kills and starts again. The SDK has the ports 8883 and 443 built in, so each test file
// takes a loopback address of its own. All share one certificate authority, made before Node.js reads NODE_EXTRA_CA_CERTS: .ci/interop
// leaves a state file with it, and each emulator starts from a copy.

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const developmentKey = process.env.EMULATOR_DEVELOPMENT_KEY;
const idScope = '0ne00E00000';

class Emulator {
  constructor(host, options) {
    this.host = host;
    this.options = options;
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'emulator-'));
    this.state = path.join(this.folder, 'state.db');
    this.readyFile = path.join(this.folder, 'ready');
    fs.copyFileSync(process.env.EMULATOR_STATE, this.state);
  }

  /** Starts an emulator on the address; it serves when the promise resolves. */
  static async start(host, ...options) {
    const emulator = new Emulator(host, options);
    await emulator.startProcess();
    return emulator;
  }

  /** Connection string of the hub's owner, for the service clients. */
  get owner() {
    return `HostName=${this.host};SharedAccessKeyName=iothubowner;SharedAccessKey=${developmentKey}`;
  }

  /** Connection string of the owner of the provisioning service. */
  get provisioningOwner() {
    return `HostName=${this.host};SharedAccessKeyName=provisioningserviceowner;SharedAccessKey=${developmentKey}`;
  }

  /** What the emulator has said of itself: a variable of its ready file. */
  variable(name) {
    const line = fs.readFileSync(this.readyFile, 'utf8').split('\n').find((each) => each.startsWith(`${name}=`));
    return line?.slice(name.length + 1);
  }

  /** Ends the process as `kill -9` does, and starts it again on the same state. */
  async restart() {
    await this.kill('SIGKILL');
    await this.startProcess();
  }

  async stop() {
    await this.kill('SIGTERM');
    fs.rmSync(this.folder, { recursive: true });
  }

  async startProcess() {
    fs.rmSync(this.readyFile, { force: true });
    const watcher = fs.watch(this.folder);
    const serving = new Promise((resolve) => watcher.on('change', (_, name) => name === path.basename(this.readyFile) && resolve()));
    this.process = spawn('dotnet', [process.env.EMULATOR_PROGRAM, 'emulator', '--host', this.host, '--state', this.state, '--ready-file', this.readyFile, ...this.options], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    fs.appendFileSync(process.env.EMULATOR_PIDS, `${this.process.pid}\n`);
    this.exited = once(this.process, 'exit');
    const failed = this.exited.then(([code]) => Promise.reject(new Error(`The emulator on ${this.host} ended with ${code} before it served.`)));
    failed.catch(() => {});
    await Promise.race([serving, failed]);
    watcher.close();
  }

  async kill(signal) {
    this.process.kill(signal);
    await this.exited;
  }
}

module.exports = { Emulator, developmentKey, idScope };
