import type { DeploymentStatus } from '../../../client/index.ts';
import { link } from '../../core/router.ts';
import { useLocale, useWords } from '../../core/words.ts';
import { Age } from '../../ui/age.tsx';

type List = DeploymentStatus['lists'][number];

/** Places, reviews and the request rate of each of DashScope's lists. */
export function ListsCard({ lists }: { lists: DeploymentStatus['lists'] }) {
  const { state: text } = useWords();
  return (
    <table class="table">
      <caption class="visually-hidden">{text.lists}</caption>
      <thead>
        <tr>
          <th scope="col">{text.list}</th>
          <th scope="col">{text.places}</th>
          <th scope="col">{text.inReview}</th>
          <th scope="col">{text.sweep}</th>
          <th scope="col">{text.rate}</th>
        </tr>
      </thead>
      <tbody>
        {lists.map((list) => (
          <ListRow key={`${list.family} ${list.scope}`} list={list} />
        ))}
      </tbody>
    </table>
  );
}

function ListRow({ list }: { list: List }) {
  const { state: text, voices } = useWords();
  return (
    <tr>
      <th scope="row">
        <span class="list-name">
          {voices.families[list.family]}
          <br />
          <span class="hint">{voices.scopes[list.scope]}</span>
        </span>
      </th>
      <td data-label={text.places}>
        <Places list={list} />
      </td>
      <td data-label={text.inReview}>
        <Reviews list={list} />
      </td>
      <td data-label={text.sweep}>
        {list.reviews === null ? (
          '–'
        ) : list.reviews.sweptAt ? (
          <Age time={list.reviews.sweptAt} />
        ) : (
          text.notSwept
        )}
      </td>
      <td data-label={text.rate}>
        <Rate budget={list.budget} />
      </td>
    </tr>
  );
}

function Places({ list: { used, limit, inFlight, countedAt } }: { list: List }) {
  const { state: text } = useWords();
  const locale = useLocale();
  if (used === null || limit === null || countedAt === null)
    return <span class="hint">{text.notCounted}</span>;
  const taken = used + inFlight;
  return (
    <span>
      {text.placesOf(taken.toLocaleString(locale), limit.toLocaleString(locale))}
      <progress class="meter" max={limit} value={taken} aria-label={text.places} />
      <span class="hint">
        {inFlight > 0 && `${text.placesInFlight(inFlight)} · `}
        {text.counted} <Age time={countedAt} />
      </span>
    </span>
  );
}

/** The number of voices in review, which leads to their list, and the time of the oldest. */
function Reviews({ list: { family, scope, reviews } }: { list: List }) {
  const { state: text } = useWords();
  if (reviews === null) return <span class="hint">{text.noReview}</span>;
  const count = text.inReviewCount(reviews.waiting, reviews.hasMore);
  return (
    <span>
      {reviews.waiting === 0 ? (
        count
      ) : (
        <a href={link('/voices', { status: 'DEPLOYING', family, scope })}>{count}</a>
      )}
      {reviews.oldestSince && (
        <>
          <br />
          <span class="hint">
            {text.longestSince} <Age time={reviews.oldestSince} />
          </span>
        </>
      )}
    </span>
  );
}

/** The lane of creates. Other calls use what it leaves. */
function Rate({ budget: { creates } }: Pick<List, 'budget'>) {
  const { state: text } = useWords();
  const time = creates.heldUntil ?? creates.bookedUntil;
  if (time === null) return <>{text.rateFree}</>;
  return (
    <span>
      {creates.heldUntil ? text.rateHeld : text.rateBooked} <Age time={time} />
    </span>
  );
}
