import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromiumExecutable, firefoxExecutable } from '../../peer-programs.ts';
import type { Launcher } from './browser.ts';

/** Chromium; `disabled` names features to switch off. */
export function chromium(...disabled: readonly string[]): Launcher {
  return {
    name: 'chromium',
    prepare: (profile, url) => ({
      command: [
        chromiumExecutable() ?? 'chromium',
        '--headless',
        // Its sandbox does not start for root, who runs tests in containers.
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-dev-shm-usage',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-crash-reporter',
        '--disable-breakpad',
        '--allow-loopback-in-peer-connection',
        // Local interfaces are listed only to a page that may use camera or microphone; these grant it.
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        ...(disabled.length === 0 ? [] : [`--disable-features=${disabled.join(',')}`]),
        `--user-data-dir=${profile}`,
        url,
      ],
    }),
  };
}

type Preferences = Readonly<Record<string, string | number | boolean>>;

const basic: Preferences = {
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  // Without them no candidate is gathered where there is only a loopback interface.
  'permissions.default.camera': 1,
  'permissions.default.microphone': 1,
  // No start pages and no background traffic.
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.healthreport.uploadEnabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.enabled': false,
  'toolkit.telemetry.server': '',
};

/** Firefox with preferences of a test. */
export function firefox(preferences: Preferences = {}): Launcher {
  return {
    name: 'firefox',
    prepare: (profile, url) => {
      const lines = Object.entries({ ...basic, ...preferences }).map(
        ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
      );
      writeFileSync(join(profile, 'user.js'), lines.join(''));
      return {
        command: [firefoxExecutable() ?? 'firefox-esr', '--headless', '--no-remote', '--profile', profile, url],
        env: { SSLKEYLOGFILE: join(profile, 'keys'), MOZ_DISABLE_SOCKET_PROCESS_SANDBOX: '1' },
      };
    },
  };
}
