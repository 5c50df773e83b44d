// Faults that one click injects; docs/emulator.md says what each does.
export const presets = [
  { name: 'Drop the link', hint: 'The MQTT connection is reset, once.', fault: { kind: 'dropLink' } },
  { name: 'Half-open link', hint: 'The hub forgets the connection and does not say so.', fault: { kind: 'halfOpen' } },
  { name: 'Refuse connections', hint: 'CONNACK 3: the server is unavailable.', fault: { kind: 'refuseConnect', code: 3 } },
  { name: 'Black hole, 30 s', hint: 'Nothing passes; then what was held.', fault: { kind: 'blackHole', duration: '00:00:30' } },
  { name: 'Slow network', hint: 'Everything comes 500 to 800 ms later.', fault: { kind: 'delay', latency: '00:00:00.500', jitter: '00:00:00.300' } },
  { name: 'Lose a PUBACK', hint: 'A message is accepted and not acknowledged.', fault: { kind: 'loseAcknowledgement', times: 1 } },
  { name: 'Lose a desired change', hint: 'The module is not told of one change.', fault: { kind: 'lose', operations: 'DesiredChange', times: 1 } },
  { name: 'Lose a method call', hint: 'The call does not arrive.', fault: { kind: 'lose', operations: 'InvokeMethod', times: 1 } },
  { name: 'Throttle', hint: 'Requests are refused with 429.', fault: { kind: 'refuse', status: 429 } },
  { name: 'Service unavailable', hint: 'Requests are refused with 503.', fault: { kind: 'refuse', status: 503 } },
  { name: 'Expire tokens', hint: 'Every token has expired; connections are dropped.', fault: { kind: 'expireTokens' } },
  { name: 'Disable registration', hint: 'DPS says that the device is disabled.', fault: { kind: 'disableRegistration' } },
];
