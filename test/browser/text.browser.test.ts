import { describe, expect, test } from 'vitest';
import { useStage } from './stage.ts';

const stage = useStage();

/** 2026-11-16 08:00 UTC, the workspace's time. */
const NOW = Date.UTC(2026, 10, 16, 8);

describe('mrkdwn', () => {
  test('becomes nodes, and nothing in it becomes markup', async () => {
    const cases: [text: string, html: string][] = [
      ['*bold* and _slanted_ and ~gone~', '<strong>bold</strong> and <em>slanted</em> and <s>gone</s>'],
      ['*a _nested_ b*', '<strong>a <em>nested</em> b</strong>'],
      ['snake_case_name and 2*3*4', 'snake_case_name and 2*3*4'],
      ['* not bold * and *open', '* not bold * and *open'],
      ['`*code* &amp;`', '<code>*code* &amp;</code>'],
      ['```\nlet a = "<b>"\n```', '<pre>let a = "&lt;b&gt;"</pre>'],
      ['before\n&gt; one\n&gt; two\nafter', 'before<blockquote>one\ntwo</blockquote>after'],
      ['&lt;img src=x onerror=alert(1)&gt;', '&lt;img src=x onerror=alert(1)&gt;'],
      ['<img src=x onerror=alert(1)>', '<span>img src=x onerror=alert(1)</span>'],
      ['<javascript:alert(1)|click>', '<span>click</span>'],
      ['<data:text/html,x|click>', '<span>click</span>'],
      [
        '<https://example.org/?a=1&amp;b=2|a &amp; b>',
        '<a href="https://example.org/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">a &amp; b</a>',
      ],
      [
        'see https://example.org/x.',
        'see <a href="https://example.org/x" target="_blank" rel="noopener noreferrer">https://example.org/x</a>.',
      ],
      [
        '<@UNOBODY> <#CNOWHERE>',
        '<span class="mention">@UNOBODY</span> <span class="mention">a private channel</span>',
      ],
      [
        '<!channel> <!subteam^S1|@leads>',
        '<span class="mention loud">@channel</span> <span class="mention">@leads</span>',
      ],
      [
        ':white_check_mark: :no_such_sign: 10:30:00',
        '<span role="img" aria-label="white check mark">✅</span> :no_such_sign: 10:30:00',
      ],
      ['<!date^nonsense^{date}|some day>', 'some day'],
    ];
    const page = await stage.open();
    const drawn = `import('/mrkdwn.js').then(({ mrkdwn }) => ${JSON.stringify(cases)}.map(([text]) => {
      const box = document.createElement('div');
      box.append(...mrkdwn(text));
      return [text, box.innerHTML];
    }))`;
    expect(await page.evaluate<unknown[]>(drawn)).toEqual(cases);
  });
});

describe('dates', () => {
  test('are written as Slack writes them, in the zone of the reader', async () => {
    const page = await stage.open();
    const cases: [ms: number, format: string, tz: string, text: string][] = [
      [NOW, '{date_num} {time}', 'Asia/Kolkata', '2026-11-16 13:30'],
      [NOW, '{date_short_pretty} at {time}', 'Europe/Berlin', 'Today at 09:00'],
      [NOW, 'since {date_pretty}', 'Europe/Berlin', 'since today'],
      [NOW + 86_400_000, '{date_long_pretty}', 'Europe/Berlin', 'Tomorrow'],
      [Date.UTC(2026, 10, 15, 23, 30), '{date_pretty}', 'Europe/Berlin', 'Today'],
      [Date.UTC(2026, 10, 15, 23, 30), '{date_pretty}', 'America/New_York', 'Yesterday'],
      [Date.UTC(2026, 10, 22), '{date}', 'UTC', 'November 22nd'],
      [Date.UTC(2026, 10, 11), '{date_long}', 'UTC', 'Wednesday, November 11th'],
      [Date.UTC(2028, 1, 29), '{date_short}', 'UTC', 'Feb 29, 2028'],
      [NOW - 7_200_000, '{ago}', 'UTC', '2 hours ago'],
      [NOW, '{unknown}', 'UTC', '{unknown}'],
    ];
    const now = `import('/time.js').then(({ slackDate }) => ${JSON.stringify(cases)}.map(([ms, f, tz]) => slackDate(ms, f, tz, ${NOW})))`;
    expect(await page.evaluate<string[]>(now)).toEqual(cases.map(([, , , text]) => text));
  });

  test('a wall-clock time becomes an instant, also where clocks change', async () => {
    const page = await stage.open();
    const cases: [wall: string, tz: string, ms: number][] = [
      ['2026-11-20T15:00', 'Europe/Berlin', Date.UTC(2026, 10, 20, 14)],
      ['2026-07-20T15:00', 'Europe/Berlin', Date.UTC(2026, 6, 20, 13)],
      ['2026-03-29T03:00', 'Europe/Berlin', Date.UTC(2026, 2, 29, 1)],
      ['2026-10-25T12:00', 'Europe/Berlin', Date.UTC(2026, 9, 25, 11)],
      ['2026-11-20T09:00', 'Asia/Kolkata', Date.UTC(2026, 10, 20, 3, 30)],
      ['2026-11-01T09:00', 'America/New_York', Date.UTC(2026, 10, 1, 14)],
    ];
    const all = `import('/time.js').then(({ fromWall, toWall }) => ${JSON.stringify(cases)}.map(([wall, tz]) => [toWall(fromWall(wall, tz), tz), tz, fromWall(wall, tz)]))`;
    expect(await page.evaluate<unknown[]>(all)).toEqual(cases);
  });
});
