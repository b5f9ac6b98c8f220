"""The GraphQL queries that read a repository's day; checked against GitHub's public schema of July 2026."""

# Issues ascend from `since`: one that is touched while we read moves behind us, never out of sight.
# Pull requests know no `since`, so they come newest first, with just enough to tell which ones matter.
DAY = """
query Day($owner: String!, $name: String!, $since: GitTimestamp!, $until: GitTimestamp!, $updated: DateTime!,
          $size: Int!, $many: Int!, $few: Int!,
          $commits: Boolean!, $pullRequests: Boolean!, $issues: Boolean!, $releases: Boolean!,
          $afterCommits: String, $afterPullRequests: String, $afterIssues: String, $afterReleases: String) {
  repository(owner: $owner, name: $name, followRenames: true) {
    databaseId
    isEmpty
    defaultBranchRef @include(if: $commits) {
      target { ... on Commit {
        history(since: $since, until: $until, first: $size, after: $afterCommits) {
          pageInfo { hasNextPage endCursor }
          nodes {
            oid message url committedDate additions deletions changedFilesIfAvailable
            author { name user { login } }
            associatedPullRequests(first: 5) {
              nodes { id number mergedAt mergeCommit { oid } repository { databaseId } }
            }
          }
        }
      } }
    }
    pullRequests(first: $many, after: $afterPullRequests,
                 orderBy: {field: UPDATED_AT, direction: DESC}) @include(if: $pullRequests) {
      pageInfo { hasNextPage endCursor }
      nodes { id createdAt mergedAt updatedAt }
    }
    issues(filterBy: {since: $updated}, first: $size, after: $afterIssues,
           orderBy: {field: UPDATED_AT, direction: ASC}) @include(if: $issues) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number title body url createdAt closedAt stateReason
        author { __typename login }
        labels(first: 20) { nodes { name } }
      }
    }
    releases(first: $few, after: $afterReleases,
             orderBy: {field: CREATED_AT, direction: DESC}) @include(if: $releases) {
      pageInfo { hasNextPage endCursor }
      nodes {
        tagName name description url isDraft isPrerelease createdAt publishedAt
        author { __typename login }
      }
    }
  }
}
"""

PULLS = """
query Pulls($ids: [ID!]!) {
  nodes(ids: $ids) { ... on PullRequest {
    id number title body url createdAt mergedAt additions deletions changedFiles isDraft baseRefName headRefName
    author { __typename login }
    labels(first: 20) { nodes { name } }
    mergeCommit { oid }
    closingIssuesReferences(first: 20) { nodes { number repository { databaseId } } }
    files(first: 100) { pageInfo { hasNextPage endCursor } nodes { path additions deletions } }
  } }
}
"""

FILES = """
query Files($id: ID!, $after: String!) {
  node(id: $id) { ... on PullRequest {
    files(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { path additions deletions } }
  } }
}
"""

# A pull request may close issues of a repository that the token must not see: that costs the link, not the day.
OPTIONAL = ("closingIssuesReferences",)
