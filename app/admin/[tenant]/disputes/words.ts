/** Where a dispute stands. What is not listed is shown as the provider says it. */
export const disputeWords: Record<string, string> = {
  warning_needs_response: 'Inquiry: answer it',
  warning_under_review: 'Inquiry: under review',
  warning_closed: 'Inquiry closed',
  needs_response: 'Answer it',
  under_review: 'Under review',
  won: 'Won',
  lost: 'Lost',
  prevented: 'Prevented',
  appeal_needs_response: 'Appeal: answer it',
  appeal_under_review: 'Appeal: under review',
}
