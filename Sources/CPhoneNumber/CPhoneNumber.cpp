#include "CPhoneNumber.h"

#include <cstring>
#include <set>
#include <string>

#include <phonenumbers/phonenumberutil.h>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace {

int32_t SourceOf(const PhoneNumber &number) {
  switch (number.country_code_source()) {
    case PhoneNumber::FROM_NUMBER_WITH_PLUS_SIGN: return HOLDFAST_PHONE_PLUS;
    case PhoneNumber::FROM_NUMBER_WITH_IDD: return HOLDFAST_PHONE_INTERNATIONAL_PREFIX;
    case PhoneNumber::FROM_NUMBER_WITHOUT_PLUS_SIGN: return HOLDFAST_PHONE_BARE_COUNTRY_CODE;
    default: return HOLDFAST_PHONE_REGION;
  }
}

// Copied field by field: clearing the extension would call into libprotobuf, which we don't link.
PhoneNumber WithoutExtension(const PhoneNumber &number) {
  PhoneNumber line;
  line.set_country_code(number.country_code());
  line.set_national_number(number.national_number());
  if (number.has_italian_leading_zero()) {
    line.set_italian_leading_zero(number.italian_leading_zero());
    line.set_number_of_leading_zeros(number.number_of_leading_zeros());
  }
  return line;
}

bool Put(const std::string &text, char (&room)[HOLDFAST_PHONE_TEXT_SIZE]) {
  if (text.size() >= HOLDFAST_PHONE_TEXT_SIZE) return false;
  std::memcpy(room, text.c_str(), text.size() + 1);
  return true;
}

}  // namespace

// The library may throw from its containers and regular expressions; nothing may unwind into Swift.
extern "C" bool holdfast_phone_parse(
    const char *text, size_t length, const char *region, holdfast_phone_number *result) try {
  const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  // Raw input is kept for the country code's source, which the plain parse doesn't tell.
  if (util.ParseAndKeepRawInput(std::string(text, length), region, &number) !=
      PhoneNumberUtil::NO_PARSING_ERROR) {
    return false;
  }
  result->source = SourceOf(number);
  result->possible = util.IsPossibleNumberWithReason(number) == PhoneNumberUtil::IS_POSSIBLE;
  result->possible_mobile = util.IsPossibleNumberForTypeWithReason(number, PhoneNumberUtil::MOBILE) ==
      PhoneNumberUtil::IS_POSSIBLE;
  result->has_extension = number.has_extension() && !number.extension().empty();
  const PhoneNumber line = WithoutExtension(number);
  std::string e164, spaced;
  util.Format(line, PhoneNumberUtil::E164, &e164);
  util.Format(line, PhoneNumberUtil::INTERNATIONAL, &spaced);
  return Put(e164, result->e164) && Put(spaced, result->spaced);
} catch (...) {
  return false;
}

extern "C" int32_t holdfast_phone_listing_of(const char *text, size_t length, const char *region) try {
  const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  if (util.Parse(std::string(text, length), region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) {
    return HOLDFAST_PHONE_UNLISTED;
  }
  switch (util.GetNumberType(number)) {
    case PhoneNumberUtil::UNKNOWN: return HOLDFAST_PHONE_UNLISTED;
    case PhoneNumberUtil::FIXED_LINE:
    case PhoneNumberUtil::MOBILE:
    case PhoneNumberUtil::FIXED_LINE_OR_MOBILE:
    case PhoneNumberUtil::VOIP: return HOLDFAST_PHONE_SUBSCRIBER;
    default: return HOLDFAST_PHONE_SERVICE;
  }
} catch (...) {
  return HOLDFAST_PHONE_UNLISTED;
}

extern "C" bool holdfast_phone_region_known(const char *region) try {
  std::set<std::string> regions;
  PhoneNumberUtil::GetInstance()->GetSupportedRegions(&regions);
  return regions.count(region) != 0;
} catch (...) {
  return false;
}
